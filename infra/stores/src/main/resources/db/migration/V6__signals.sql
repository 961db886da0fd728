-- Signals for `wait` steps are orders too. Name and payload are sealed with the plan's key, so the dispatcher may still
-- read the table for all tenants.
alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check
    check (kind in ('START', 'CANCEL', 'PAUSE', 'RESUME', 'SIGNAL'));
alter table outbox add column content bytea;
alter table outbox add constraint outbox_content_check check ((kind = 'SIGNAL') = (content is not null));
