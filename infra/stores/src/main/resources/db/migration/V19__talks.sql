-- Talks between a model and the tools that it asks for, before it gives its step's result.

alter table attempt
    -- how often the model had asked for tools before
    add column turn int not null default 0,
    -- which of the tools that it asked for in this turn; 0: the model itself, or the tool of a tool step
    add column call int not null default 0;

create table talk (
    tenant_id   uuid not null references tenant (id),
    plan_id     uuid not null references plan (id),
    step_id     text not null,
    occurrence  int not null,
    turn        int not null,
    -- 0: what the model said; else what the tool answered that it asked for so
    call        int not null,
    attempt_key text not null,
    -- the tool gave no answer; another try may
    failed      boolean not null,
    content     bytea not null,
    created_at  timestamptz not null,
    primary key (plan_id, step_id, occurrence, turn, call)
);
alter table talk enable row level security;
alter table talk force row level security;
create policy tenant_only on talk
    using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
grant select, insert, update on talk to ${appRole};
