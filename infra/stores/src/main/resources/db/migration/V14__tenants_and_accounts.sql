-- Tenants as they are run, the accounts in them, and their API keys.

alter table tenant
    -- lower case; names the tenant at sign-in
    add column domain     text unique check (domain ~ '^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$'),
    add column status     text not null default 'ACTIVE' check (status in ('ACTIVE', 'SUSPENDED', 'CLOSING')),
    add column plan_tier  text not null default 'standard' check (plan_tier in ('free', 'standard', 'enterprise')),
    add column region     text not null default 'local',
    add column time_zone  text not null default 'UTC',
    -- handles data of persons under the rules of privacy
    add column privacy    boolean not null default true,
    -- its admins make tenants and read the figures of the installation
    add column operates   boolean not null default false,
    -- USD a month; null: none set
    add column budget_limit numeric(18, 9) check (budget_limit >= 0),
    -- ALL: every agent and tool of the catalogue; LISTED: those of tenant_permit
    add column permits    text not null default 'ALL' check (permits in ('ALL', 'LISTED')),
    add column version    int not null default 1,
    add column updated_at timestamptz not null default now();

update tenant set operates = true, domain = 'demo.local' where id = '01900000-0000-7000-8000-000000000001';

-- Inside a tenant only its own row; without one (work that is done for each tenant) all of them.
alter table tenant enable row level security;
alter table tenant force row level security;
create policy own_or_outside on tenant
    using (nullif(current_setting('app.tenant_id', true), '') is null
           or id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    with check (id = nullif(current_setting('app.tenant_id', true), '')::uuid);
grant insert on tenant to ${appRole};
grant update (name, domain, status, plan_tier, region, time_zone, privacy, asserted_decisions, budget_limit, permits,
              version, updated_at) on tenant to ${appRole};

alter table keys.crypto_scope drop constraint crypto_scope_kind_check;
alter table keys.crypto_scope add constraint crypto_scope_kind_check check (kind in ('PLAN', 'TENANT'));

create table account (
    tenant_id     uuid not null references tenant (id),
    id            uuid not null,
    -- its handle: what plans and decisions name; never changed
    name          text not null check (name ~ '^[a-z][a-z0-9._-]{0,62}$'),
    kind          text not null check (kind in ('PERSON', 'SERVICE')),
    roles         text[] not null,
    status        text not null default 'ACTIVE' check (status in ('ACTIVE', 'DISABLED')),
    full_name     bytea,
    email         bytea,
    -- keyed, so that it tells an address only to who guesses it and holds the tenant's key
    email_tag     text,
    -- Argon2id, with its parameters and salt
    password      text,
    -- sessions from before it are over
    sessions_from timestamptz not null,
    -- who vouches for it, and under which name (OpenID Connect)
    issuer        text,
    subject       text,
    last_login_at timestamptz,
    version       int not null default 1,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, name),
    unique (tenant_id, email_tag),
    unique (tenant_id, issuer, subject),
    check ((issuer is null) = (subject is null)),
    check (kind = 'PERSON' or (password is null and issuer is null))
);

create table api_key (
    tenant_id     uuid not null references tenant (id),
    id            uuid not null,
    account_id    uuid not null,
    label         text not null,
    -- null: all that the account may
    scopes        text[],
    -- of 32 random bytes, so a plain hash is enough
    secret_sha256 text not null,
    created_at    timestamptz not null,
    expires_at    timestamptz,
    revoked_at    timestamptz,
    last_used_at  timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, account_id) references account (tenant_id, id)
);
create index api_key_of_account on api_key (tenant_id, account_id, id desc);

-- Agents and tools that a tenant may use, where its permits are LISTED.
create table tenant_permit (
    tenant_id  uuid not null references tenant (id),
    kind       text not null check (kind in ('AGENT', 'TOOL')),
    name       text not null,
    created_at timestamptz not null,
    primary key (tenant_id, kind, name)
);

-- Models that a tenant pays for itself.
create table model_configuration (
    tenant_id  uuid not null references tenant (id),
    name       text not null check (name ~ '^[a-z][a-z0-9._-]{0,62}$'),
    provider   text not null,
    -- null: the provider's default model
    model      text,
    api_key    bytea not null,
    rpm        int not null default 60 check (rpm > 0),
    tpm        int not null default 10000 check (tpm > 0),
    is_default boolean not null,
    version    int not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (tenant_id, name)
);
create unique index one_default_model on model_configuration (tenant_id) where is_default;

-- Those whom plans and decisions of before may name.
insert into account (tenant_id, id, name, kind, roles, sessions_from, created_at, updated_at)
select '01900000-0000-7000-8000-000000000001', u.id::uuid, u.name, 'PERSON', u.roles, now(), now(), now()
from (values ('01900000-0000-7000-8000-000000000002', 'requester', array['member']),
             ('01900000-0000-7000-8000-000000000003', 'reviewer', array['member', 'reviewer'])) as u (id, name, roles);

do $$
declare t text;
begin
  foreach t in array array['account', 'api_key', 'tenant_permit', 'model_configuration'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_only on %I
                      using (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)
                      with check (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)', t);
  end loop;
end $$;
grant select, insert, update on account, api_key to ${appRole};
grant select, insert, update, delete on tenant_permit, model_configuration to ${appRole};

-- Who somebody is, each as one statement that commits by itself and enters its tenant; under row-level security. No row: nobody.
create function principal_of_name(p_tenant uuid, p_name text)
returns table (account_id uuid, name text, kind text, roles text[], account_status text, sessions_from timestamptz,
               tenant_status text, operates boolean)
language plpgsql as $$
begin
  perform set_config('app.tenant_id', p_tenant::text, true);
  return query
    select a.id, a.name, a.kind, a.roles, a.status, a.sessions_from, t.status, t.operates
    from account a join tenant t on t.id = a.tenant_id where a.tenant_id = p_tenant and a.name = p_name;
end $$;

create function principal_of_key(p_tenant uuid, p_key uuid)
returns table (account_id uuid, name text, kind text, roles text[], account_status text, sessions_from timestamptz,
               tenant_status text, operates boolean, secret_sha256 text, scopes text[], expires_at timestamptz,
               revoked_at timestamptz, last_used_at timestamptz)
language plpgsql as $$
begin
  perform set_config('app.tenant_id', p_tenant::text, true);
  return query
    select a.id, a.name, a.kind, a.roles, a.status, a.sessions_from, t.status, t.operates,
           k.secret_sha256, k.scopes, k.expires_at, k.revoked_at, k.last_used_at
    from api_key k join account a on a.tenant_id = k.tenant_id and a.id = k.account_id join tenant t on t.id = a.tenant_id
    where k.tenant_id = p_tenant and k.id = p_key;
end $$;

-- Whether the requester of a plan may still do what its steps do: asked before each call (SEC-08). MAY; FORBIDDEN: the account
-- is gone, disabled, or has none of p_roles any more; SUSPENDED: its tenant starts nothing now.
create function requester_right(p_plan uuid, p_roles text[]) returns text language sql stable as $$
  select coalesce(
    (select case when t.status = 'SUSPENDED' then 'SUSPENDED'
                 when a.status = 'ACTIVE' and a.roles && p_roles then 'MAY'
                 else 'FORBIDDEN' end
     from plan p join tenant t on t.id = p.tenant_id
     left join account a on a.tenant_id = p.tenant_id and a.name = p.requester
     where p.id = p_plan),
    'FORBIDDEN')
$$;

-- As before, where the requester may. Workers of before go on with the one that does not ask.
create function attempt_begin(
  p_tenant uuid, p_plan uuid, p_key text, p_step text, p_occurrence int, p_target int, p_try int, p_kind text,
  p_provider text, p_model text, p_fallback boolean, p_worst_case numeric, p_scopes text[],
  p_scope int, p_container text, p_container_occurrence int, p_item int,
  p_at timestamptz, p_step_started bytea, p_attempt_started bytea, p_roles text[])
returns boolean language plpgsql as $$
begin
  perform set_config('app.tenant_id', p_tenant::text, true);
  return requester_right(p_plan, p_roles) = 'MAY'
    and attempt_begin(p_tenant, p_plan, p_key, p_step, p_occurrence, p_target, p_try, p_kind, p_provider, p_model,
      p_fallback, p_worst_case, p_scopes, p_scope, p_container, p_container_occurrence, p_item, p_at, p_step_started,
      p_attempt_started);
end $$;
