-- Agents at work in a tenant: under which name, with what settings, and whether they may be called now.

-- A name that has no row here is an agent of the catalogue as it ships.
create table activation (
    tenant_id     uuid not null references tenant (id),
    -- what steps call it; that of its agent, or one of its own
    name          text not null check (name ~ '^[a-z][a-z0-9-]{1,39}$'),
    -- of the catalogue
    agent         text not null,
    -- the account whose plans alone may name it; null: every plan of the tenant
    owner         text,
    state         text not null check (state in ('CONFIGURING', 'TESTING', 'ACTIVE', 'PAUSED', 'INACTIVE')),
    -- null: the agent's
    route         text[],
    temperature   double precision,
    -- USD a calendar month (UTC); null: none
    monthly_limit numeric(18, 9) check (monthly_limit >= 0),
    -- why the last test failed
    problem       text,
    test_plan     uuid,
    tested_at     timestamptz,
    -- when the limit was reached
    paused_at     timestamptz,
    version       int not null default 1,
    created_by    text not null,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    primary key (tenant_id, name)
);
create index activation_tested on activation (tenant_id) where state = 'TESTING';
alter table activation enable row level security;
alter table activation force row level security;
create policy tenant_only on activation
    using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
grant select, insert, update, delete on activation to ${appRole};

-- what a person wants of its clients: a JSON object that nobody else reads
alter table account add column preferences bytea;

-- the name that the step calls its agent by; null of other steps, and of plans of before
alter table step add column agent text;
alter table attempt add column agent text;
create index attempt_of_agent on attempt (tenant_id, agent, started_at) where agent is not null;

alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check
    check (kind in ('START', 'CANCEL', 'PAUSE', 'RESUME', 'WAKE', 'SIGNAL'));

create function step_agent(p_plan uuid, p_step text) returns text language sql stable as $$
  select agent from step where plan_id = p_plan and step_id = p_step and scope = 0
$$;

-- When this calendar month began.
create function month_start() returns timestamptz language sql stable as $$
  select date_trunc('month', now() at time zone 'UTC') at time zone 'UTC'
$$;

-- What calls of an agent have cost this month, and what those that are open may cost at worst.
create function activation_spent(p_tenant uuid, p_name text, out settled numeric, out reserved numeric) language sql volatile as $$
  select coalesce(sum(cost_usd), 0), coalesce(sum(reserved_usd), 0) from attempt
  where tenant_id = p_tenant and agent = p_name and started_at >= month_start()
$$;

-- Who changes an activation keeps its calls from beginning meanwhile; calls of one with a limit begin one after the other, others at once.
create function activation_lock(p_tenant uuid, p_name text, p_alone boolean) returns void language plpgsql as $$
begin
  if p_alone then
    perform pg_advisory_xact_lock(hashtextextended('activation/' || p_tenant || '/' || p_name, 0));
  else
    perform pg_advisory_xact_lock_shared(hashtextextended('activation/' || p_tenant || '/' || p_name, 0));
  end if;
end $$;

-- Whether a call of an agent fits into its limit, under its lock. MAY; BUSY: only open calls are in the way; PAUSED: it is, till the
-- limit is raised, the month is over, or a smaller call fits.
create function activation_affords(p_tenant uuid, p_name text, p_limit numeric, p_amount numeric) returns text language plpgsql as $$
declare
  v_settled numeric;
  v_reserved numeric;
begin
  select settled, reserved into v_settled, v_reserved from activation_spent(p_tenant, p_name);
  if v_settled + p_amount > p_limit then
    update activation set state = 'PAUSED', paused_at = now(), updated_at = now()
    where tenant_id = p_tenant and name = p_name and state = 'ACTIVE';
    return 'PAUSED';
  end if;
  update activation set state = 'ACTIVE', paused_at = null, updated_at = now()
  where tenant_id = p_tenant and name = p_name and state = 'PAUSED';
  return case when v_settled + v_reserved + p_amount > p_limit then 'BUSY' else 'MAY' end;
end $$;

-- By what names steps call an agent: its own, and those that it was given.
create function names_of_agent(p_name text) returns setof text language sql stable as $$
  select p_name union select name from activation where agent = p_name
$$;

-- The plans that have not ended and name an agent in a step that has not either.
create function plans_of_agent(p_name text) returns setof uuid language sql stable as $$
  select p.id from plan p
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
    and p.status in ('SCHEDULED', 'RUNNING', 'WAITING', 'PAUSED')
    and exists (select from step s where s.plan_id = p.id and s.agent in (select names_of_agent(p_name))
                and s.state not in ('COMPLETED', 'FAILED', 'SKIPPED', 'CANCELLED'))
$$;

-- Ends tests whose plans have ended, and wakes the plans that wait for what has passed.
create function activations_settle() returns void language plpgsql as $$
begin
  if not exists (select from activation where state = 'TESTING') then
    return;
  end if;
  with ended as (
    update activation a set
      state = case when p.status = 'COMPLETED' then 'ACTIVE' else 'CONFIGURING' end,
      problem = case when p.status = 'COMPLETED' then null
                else coalesce(p.failed_step || ': ', '') || coalesce(p.reason, p.status) end,
      tested_at = p.finished_at, updated_at = now()
    from plan p
    where a.state = 'TESTING' and p.id = a.test_plan and p.status in ('COMPLETED', 'FAILED', 'CANCELLED')
    returning a.tenant_id, a.name, a.state)
  insert into outbox (tenant_id, plan_id, run, kind)
  select distinct e.tenant_id, p.id, p.run, 'WAKE'
  from ended e, plans_of_agent(e.name) as of (id) join plan p on p.id = of.id
  where e.state = 'ACTIVE';
end $$;

-- What names mean in a tenant, beside those of the catalogue.
create function activations_of(p_tenant uuid)
returns table (name text, agent text, owner text, state text, route text[], temperature double precision)
language plpgsql as $$
begin
  perform set_config('app.tenant_id', p_tenant::text, true);
  perform activations_settle();
  return query select a.name, a.agent, a.owner, a.state, a.route, a.temperature from activation a;
end $$;

-- Whether an attempt may call: what requester_right says, and INACTIVE, PAUSED or BUSY where the step's agent is that. What is stopped
-- stops every name that was given to it. An agent is active for its own test.
create function attempt_right(p_plan uuid, p_step text, p_roles text[], p_amount numeric) returns text language plpgsql as $$
declare
  v_right text := requester_right(p_plan, p_roles);
  v_tenant uuid;
  v_agent text;
  v_alone boolean;
  v_activation activation%rowtype;
begin
  if v_right <> 'MAY' then
    return v_right;
  end if;
  select s.tenant_id, s.agent into v_tenant, v_agent from step s where s.plan_id = p_plan and s.step_id = p_step and s.scope = 0;
  if v_agent is null then
    return 'MAY';
  end if;
  v_alone := exists (select from activation where tenant_id = v_tenant and name = v_agent and monthly_limit is not null);
  perform activation_lock(v_tenant, v_agent, v_alone);
  select * into v_activation from activation where tenant_id = v_tenant and name = v_agent;
  if v_activation.state = 'TESTING' and v_activation.test_plan <> p_plan then
    perform activations_settle();
    select * into v_activation from activation where tenant_id = v_tenant and name = v_agent;
  end if;
  if v_activation.name is null or (v_activation.state = 'TESTING' and v_activation.test_plan = p_plan) then
    return 'MAY';
  end if;
  if v_activation.agent <> v_agent then
    perform activation_lock(v_tenant, v_activation.agent, false);
  end if;
  return case
    when v_activation.state not in ('ACTIVE', 'PAUSED') then 'INACTIVE'
    when exists (select from activation where tenant_id = v_tenant and name = v_activation.agent and state not in ('ACTIVE', 'PAUSED'))
      then 'INACTIVE'
    when v_activation.monthly_limit is null then 'MAY'
    -- It was given one just now: the next look is by itself.
    when not v_alone then 'BUSY'
    else activation_affords(v_tenant, v_agent, v_activation.monthly_limit, p_amount) end;
end $$;

-- As before, where the attempt may call. The plan is locked first, as in the full course.
create or replace function attempt_begin(
  p_tenant uuid, p_plan uuid, p_key text, p_step text, p_occurrence int, p_target int, p_try int, p_kind text,
  p_provider text, p_model text, p_fallback boolean, p_worst_case numeric, p_scopes text[],
  p_scope int, p_container text, p_container_occurrence int, p_item int,
  p_at timestamptz, p_step_started bytea, p_attempt_started bytea, p_roles text[])
returns boolean language plpgsql as $$
begin
  perform set_config('app.tenant_id', p_tenant::text, true);
  perform plan_share(p_plan);
  return attempt_right(p_plan, p_step, p_roles, p_worst_case) = 'MAY'
    and attempt_begin(p_tenant, p_plan, p_key, p_step, p_occurrence, p_target, p_try, p_kind, p_provider, p_model,
      p_fallback, p_worst_case, p_scopes, p_scope, p_container, p_container_occurrence, p_item, p_at, p_step_started,
      p_attempt_started);
end $$;

-- As before; the plan may have been the test of an agent.
create or replace function plan_complete(p_tenant uuid, p_plan uuid, p_run int, p_result bytea, p_at timestamptz, p_completed bytea)
returns boolean language plpgsql as $$
begin
  perform set_config('app.tenant_id', p_tenant::text, true);
  if coalesce(plan_take(p_plan), 'COMPLETED') in ('COMPLETED', 'FAILED', 'CANCELLED')
    or exists (select from step where plan_id = p_plan and state in ('PENDING', 'READY', 'RUNNING', 'WAITING')
               and (container is null or scope > 0))
    or exists (select from gate where plan_id = p_plan and status = 'OPEN')
  then
    return false;
  end if;
  update plan set status = 'COMPLETED', reason = null, failed_step = null, message = null, result = p_result, finished_at = p_at
  where id = p_plan and run = p_run;
  if not found then
    return false;
  end if;
  insert into plan_event (tenant_id, plan_id, type, data, at) values (p_tenant, p_plan, 'plan.completed', p_completed, p_at);
  perform activations_settle();
  return true;
end $$;
