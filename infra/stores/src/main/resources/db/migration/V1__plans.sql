-- Plans, their steps, attempts, gates and events.
--
-- Clear columns are ids, states, counts, categories and labels. What people or models wrote is sealed with the data key of the
-- plan's scope before it gets here (columns of type bytea). Every table of a tenant is under forced row-level security; the
-- program's role owns nothing.

create table tenant (
    id         uuid primary key,
    name       text not null,
    created_at timestamptz not null default now(),
    -- decisions by plain signal, of asserted identity, count
    asserted_decisions boolean not null default false
);

-- Wrapped data keys. Not under row-level security: the codec knows a workflow id and no tenant yet. Holds no personal data.
create schema keys;

create table keys.crypto_scope (
    id          text primary key,
    tenant_id   uuid not null references tenant (id),
    kind        text not null check (kind in ('PLAN')),
    version     int not null,
    kek_version int not null,
    wrapped_dek bytea not null,
    state       text not null default 'ACTIVE' check (state in ('ACTIVE', 'RESTRICTED', 'SHREDDED')),
    created_at  timestamptz not null default now()
);

create table plan (
    tenant_id   uuid not null references tenant (id),
    id          uuid primary key,
    run         int not null default 1,
    status      text not null check (status in
                  ('SCHEDULED', 'RUNNING', 'WAITING', 'PAUSED', 'COMPLETED', 'FAILED', 'CANCELLED')),
    reason      text,
    failed_step text,
    message     bytea,
    type        text not null,
    priority    text not null,
    labels      text[] not null default '{}',
    requester   text not null,
    name        bytea not null,
    definition  bytea not null,
    input       bytea not null,
    snapshot    bytea,
    snapshot_run int,
    result      bytea,
    steps_total int not null,
    last_seq    bigint not null default 0,
    cancel_requested_at timestamptz,
    created_at  timestamptz not null default now(),
    started_at  timestamptz,
    finished_at timestamptz
);
create index plan_newest on plan (tenant_id, id desc);
create index plan_by_status on plan (tenant_id, status, id desc);
create index plan_by_label on plan using gin (labels);

create table plan_request (
    tenant_id   uuid not null references tenant (id),
    principal   text not null,
    route       text not null,
    key         text not null,
    body_sha256 text not null,
    -- checked at commit: the row is claimed before the plan is written, so that a second request waits and writes nothing
    plan_id     uuid not null references plan (id) deferrable initially deferred,
    -- the first answer's body; ids and links only
    answer      text not null,
    created_at  timestamptz not null default now(),
    primary key (tenant_id, principal, route, key)
);

-- Work that must reach Temporal. Ids only, so that the dispatcher may read it for all tenants.
create table outbox (
    id         bigint generated always as identity primary key,
    tenant_id  uuid not null references tenant (id),
    plan_id    uuid not null,
    run        int not null,
    kind       text not null check (kind in ('START', 'CANCEL')),
    created_at timestamptz not null default now(),
    sent_at    timestamptz,
    tries      int not null default 0,
    not_before timestamptz not null default now(),
    unique (plan_id, run, kind)
);
create index outbox_unsent on outbox (id) where sent_at is null;

create table step (
    tenant_id   uuid not null references tenant (id),
    plan_id     uuid not null references plan (id),
    step_id     text not null,
    ordinal     int not null,
    kind        text not null,
    occurrence  int not null default 1,
    state       text not null default 'PENDING' check (state in
                  ('PENDING', 'READY', 'RUNNING', 'WAITING', 'COMPLETED', 'FAILED', 'SKIPPED', 'CANCELLED')),
    reason      text,
    message     bytea,
    started_at  timestamptz,
    finished_at timestamptz,
    primary key (plan_id, step_id)
);

create table blob (
    tenant_id  uuid not null references tenant (id),
    id         uuid primary key,
    plan_id    uuid not null references plan (id),
    kind       text not null,
    sha256     text not null,
    size       bigint not null,
    content    bytea not null,
    created_at timestamptz not null default now()
);
create index blob_of_plan on blob (plan_id);

-- One committed result per (plan, step, occurrence); never changed.
create table step_result (
    tenant_id   uuid not null references tenant (id),
    plan_id     uuid not null references plan (id),
    step_id     text not null,
    occurrence  int not null,
    origin      text not null check (origin in ('attempt', 'aggregate', 'choice', 'gate', 'edited', 'copied')),
    attempt_key text,
    picked_from text,
    sha256      text not null,
    size        bigint not null,
    value       bytea,
    blob_id     uuid references blob (id),
    created_at  timestamptz not null default now(),
    primary key (plan_id, step_id, occurrence),
    check ((value is null) <> (blob_id is null))
);

-- One row per attempt, that is per call of one provider or tool: usage, money and outcome.
create table attempt (
    tenant_id      uuid not null references tenant (id),
    key            text primary key,
    plan_id        uuid not null references plan (id),
    step_id        text not null,
    occurrence     int not null,
    target         int not null,
    try            int not null,
    kind           text not null check (kind in ('model', 'tool')),
    provider       text not null,
    model          text,
    served_model   text,
    state          text not null check (state in ('STARTED', 'SETTLED')),
    physical_calls int not null,
    category       text,
    http_status    int,
    retry_after_ms bigint,
    input_tokens   bigint,
    output_tokens  bigint,
    cached_tokens  bigint,
    cost_usd       numeric(18, 9),
    reserved_usd   numeric(18, 9) not null default 0,
    was_fallback   boolean not null default false,
    discarded      boolean not null default false,
    failure        bytea,
    -- the whole typed failure, so that a repeat under the same key meets the same outcome
    detail         bytea,
    started_at     timestamptz not null default now(),
    settled_at     timestamptz
);
create index attempt_of_step on attempt (plan_id, step_id, occurrence);
-- how a provider did in the last minute
create index attempt_of_provider on attempt (tenant_id, provider, settled_at) where state = 'SETTLED';

create table plan_budget (
    tenant_id uuid not null references tenant (id),
    plan_id   uuid primary key references plan (id),
    currency  text not null,
    "limit"   numeric(18, 9) not null check ("limit" >= 0),
    settled   numeric(18, 9) not null default 0 check (settled >= 0),
    reserved  numeric(18, 9) not null default 0 check (reserved >= 0)
);

create table gate (
    tenant_id  uuid not null references tenant (id),
    id         uuid primary key,
    plan_id    uuid not null references plan (id),
    step_id    text not null,
    occurrence int not null,
    status     text not null check (status in ('OPEN', 'CLOSED')),
    outcome    text,
    title      bytea not null,
    options    bytea not null,
    shown      jsonb not null,
    digest     text not null,
    roles      text[] not null,
    quorum     int not null,
    four_eyes  boolean not null,
    deadline   timestamptz,
    opened_at  timestamptz not null,
    closed_at  timestamptz,
    unique (plan_id, step_id, occurrence)
);
create index gate_open on gate (tenant_id, id desc) where status = 'OPEN';

create table gate_decision (
    tenant_id uuid not null references tenant (id),
    id        bigint generated always as identity primary key,
    gate_id   uuid not null references gate (id),
    plan_id   uuid not null references plan (id),
    reviewer  text not null,
    asserted  boolean not null,
    decision  text not null,
    refusal   text,
    outcome   text,
    content   bytea not null,
    message   bytea not null,
    body_sha256 text not null,
    at        timestamptz not null
);
create index decision_of_gate on gate_decision (gate_id, id);
create unique index one_vote_per_reviewer on gate_decision (gate_id, reviewer) where refusal is null;

-- Rows are inserted without seq; a transaction of its own numbers them under the plan's row lock (semantics, read model).
create table plan_event (
    tenant_id uuid not null references tenant (id),
    id        bigint generated always as identity primary key,
    plan_id   uuid not null references plan (id),
    seq       bigint,
    type      text not null,
    step_id   text,
    data      bytea not null,
    at        timestamptz not null,
    unique (plan_id, seq)
);
create index plan_event_unnumbered on plan_event (plan_id, id) where seq is null;

-- Batches of facts that stand, so that a repeated local activity writes nothing twice.
create table fact_batch (
    tenant_id uuid not null references tenant (id),
    plan_id   uuid not null references plan (id),
    run       int not null,
    batch     int not null,
    primary key (plan_id, run, batch)
);

-- What each worker can call. A lease, not a registration: it expires by itself. No tenant's data.
create table worker_lease (
    worker_id  text primary key,
    providers  text[] not null,
    queue      text not null,
    expires_at timestamptz not null
);

-- Targets that rest after a failure; shared by all workers. No tenant's data.
create table cooldown (
    scope      text primary key,
    category   text not null,
    until      timestamptz not null,
    probing_until timestamptz,
    created_at timestamptz not null default now()
);

-- One-use sign-in links and the cookies they became; only hashes are kept. Read before a tenant is known.
create table sign_in (
    token_sha256 text primary key,
    kind         text not null check (kind in ('LINK', 'SESSION')),
    tenant_id    uuid not null references tenant (id),
    principal    text not null,
    expires_at   timestamptz not null,
    used_at      timestamptz,
    created_at   timestamptz not null default now()
);

do $$
declare t text;
begin
  foreach t in array array['plan', 'plan_request', 'step', 'blob', 'step_result', 'attempt', 'plan_budget', 'gate',
                           'gate_decision', 'plan_event', 'fact_batch'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_only on %I
                      using (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)
                      with check (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)', t);
  end loop;
end $$;

grant usage on schema public, keys to ${appRole};
grant select, insert, update, delete on all tables in schema public, keys to ${appRole};
grant usage on all sequences in schema public to ${appRole};
revoke insert, update, delete on tenant from ${appRole};
revoke update, delete on plan_event from ${appRole};
grant update (seq) on plan_event to ${appRole};

insert into tenant (id, name, asserted_decisions) values ('01900000-0000-7000-8000-000000000001', 'demo', true);
