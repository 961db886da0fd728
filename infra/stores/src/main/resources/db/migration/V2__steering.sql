-- What operators order: pausing, running a failed plan again, and plans made from others.

alter table plan add column paused boolean not null default false;
alter table plan add column redo_of uuid references plan (id);
alter table plan add column redo_from text;
create index plan_redone on plan (redo_of) where redo_of is not null;

-- A plan may be paused and resumed any number of times; it starts and is cancelled once a run.
alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check check (kind in ('START', 'CANCEL', 'PAUSE', 'RESUME'));
alter table outbox drop constraint outbox_plan_id_run_kind_key;
create unique index outbox_once on outbox (plan_id, run, kind) where kind in ('START', 'CANCEL');
create index outbox_unsent_of_plan on outbox (plan_id, id) where sent_at is null;
