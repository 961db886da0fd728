-- Signals for `wait` steps are orders too. Name and payload are sealed with the plan's key, so the dispatcher may still
-- read the table for all tenants.
alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check
    check (kind in ('START', 'CANCEL', 'PAUSE', 'RESUME', 'SIGNAL'));
alter table outbox add column content bytea;
alter table outbox add constraint outbox_content_check check ((kind = 'SIGNAL') = (content is not null));

-- Which instance of a nested step a call or a gate is of: the number of its row in `step`; 0 in the plan's own graph. An
-- occurrence alone does not tell it, since a row names only the newest one.
alter table attempt add column scope int not null default 0;
alter table gate add column scope int not null default 0;
