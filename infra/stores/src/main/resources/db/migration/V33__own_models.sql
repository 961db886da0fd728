-- What tenants and operators say about models counts in calls.

alter table model_configuration
    -- tells its key from every other: by it the key rests after a failure, and its calls are counted
    add column id uuid not null default gen_random_uuid(),
    add unique (tenant_id, id);

-- Providers whose dialect a worker speaks, so that it can call them with a tenant's own key.
alter table worker_lease add column dialects text[] not null default '{}';

-- Calls with a tenant's own key within the last minute, and those that have a place in the next one.
create table model_take (
    tenant_id     uuid not null,
    id            bigint generated always as identity primary key,
    configuration uuid not null,
    -- the attempt whose place this is; null once it has called
    attempt       text,
    at            timestamptz not null,
    -- at most, till the provider has told
    tokens        bigint not null,
    foreign key (tenant_id, configuration) references model_configuration (tenant_id, id) on delete cascade
);
create index model_take_of_configuration on model_take (tenant_id, configuration, at);
create unique index model_take_of_attempt on model_take (tenant_id, configuration, attempt);
alter table model_take enable row level security;
alter table model_take force row level security;
create policy tenant_only on model_take
    using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
grant select, insert, update, delete on model_take to ${appRole};

-- When p_tokens more may be used, so that in no minute there are more than p_rpm calls or p_tpm tokens.
-- p_booked: behind all that have a place already; else only behind what has called.
create function model_free_at(p_tenant uuid, p_configuration uuid, p_rpm int, p_tpm int, p_tokens bigint, p_booked boolean,
                              p_now timestamptz)
returns timestamptz language sql as $$
  with taken as (
    select at, row_number() over latest as calls, sum(tokens) over latest as used
    from model_take
    where tenant_id = p_tenant and configuration = p_configuration and (p_booked or attempt is null)
    window latest as (order by at desc, id desc)
  )
  select greatest(p_now, max(at),
                  max(at) filter (where calls >= p_rpm or used + p_tokens > p_tpm) + interval '1 minute')
  from taken
$$;

-- Takes a place for a call. No row: the configuration is gone. Else: take, the place, if the call may be made now; free_at, when
-- it may be made, null where it never may; booked, whether the place is kept till then: not where that is over p_patience.
create function model_take(p_tenant uuid, p_configuration uuid, p_attempt text, p_tokens bigint, p_patience_millis bigint)
returns table (take bigint, free_at timestamptz, booked boolean) language plpgsql as $$
declare
  v_rpm int;
  v_tpm int;
  v_now timestamptz;
  v_own bigint;
  v_own_at timestamptz;
begin
  perform set_config('app.tenant_id', p_tenant::text, true);
  -- One after the other, over all workers.
  select c.rpm, c.tpm into v_rpm, v_tpm from model_configuration c
  where c.tenant_id = p_tenant and c.id = p_configuration for no key update;
  if not found then
    return;
  end if;
  v_now := clock_timestamp();
  if p_tokens > v_tpm then
    return query select null::bigint, null::timestamptz, false;
    return;
  end if;
  delete from model_take t
  where t.tenant_id = p_tenant and t.configuration = p_configuration and t.at <= v_now - interval '1 minute';
  select t.id, t.at into v_own, v_own_at from model_take t
  where t.tenant_id = p_tenant and t.configuration = p_configuration and t.attempt = p_attempt;
  if v_own is null then
    free_at := model_free_at(p_tenant, p_configuration, v_rpm, v_tpm, p_tokens, true, v_now);
  elsif v_own_at > v_now then
    free_at := v_own_at;
  else
    -- Those before it may have called later than they were to.
    free_at := model_free_at(p_tenant, p_configuration, v_rpm, v_tpm, p_tokens, false, v_now);
  end if;
  if free_at > v_now and v_own is null and free_at > v_now + p_patience_millis * interval '1 millisecond' then
    booked := false;
    return next;
    return;
  end if;
  booked := true;
  if v_own is null then
    insert into model_take (tenant_id, configuration, attempt, at, tokens)
    values (p_tenant, p_configuration, p_attempt, free_at, p_tokens) returning id into v_own;
  else
    update model_take t set at = free_at, tokens = p_tokens where t.id = v_own;
  end if;
  if free_at <= v_now then
    update model_take t set attempt = null where t.id = v_own;
    take := v_own;
  end if;
  return next;
end $$;

-- What a call has used instead of its worst case; null: it was not made.
create function model_taken(p_tenant uuid, p_take bigint, p_tokens bigint) returns boolean language plpgsql as $$
begin
  perform set_config('app.tenant_id', p_tenant::text, true);
  if p_tokens is null then
    delete from model_take where id = p_take;
  else
    update model_take set tokens = p_tokens where id = p_take;
  end if;
  return found;
end $$;

-- Models that routes may name, the same for every tenant; a change raises the catalogue's revision.
create table model (
    provider       text not null,
    model          text not null,
    -- what a route means that names the provider alone
    is_default     boolean not null,
    context_window int not null check (context_window > 0),
    -- null: the provider does not say
    max_output     int check (max_output > 0),
    tier           text not null check (tier in ('cheap', 'mid', 'premium')),
    capabilities   text[] not null,
    -- where it is served; none: not known
    regions        text[] not null default '{}',
    -- what of the files that ship it last followed; null: it was made here
    shipped        text,
    -- somebody has changed it here: the files are not followed any more
    edited         boolean not null,
    updated_at     timestamptz not null,
    primary key (provider, model)
);
create unique index one_default_of_provider on model (provider) where is_default;

-- What a model costs from a moment on; null is unknown, never zero.
create table model_price (
    provider                   text not null,
    model                      text not null,
    from_at                    timestamptz not null,
    input_usd_per_million      numeric(18, 9) check (input_usd_per_million >= 0),
    output_usd_per_million     numeric(18, 9) check (output_usd_per_million >= 0),
    usd_per_thousand_requests  numeric(18, 9) check (usd_per_thousand_requests >= 0),
    -- the account that wrote it; null: it ships
    created_by                 text,
    created_at                 timestamptz not null,
    primary key (provider, model, from_at),
    foreign key (provider, model) references model (provider, model)
);
grant select, insert, update on model, model_price to ${appRole};

-- What the installation may spend at a provider in a month (UTC), with its own keys.
create table provider_limit (
    provider   text primary key,
    limit_usd  numeric(18, 9) not null check (limit_usd >= 0),
    updated_by text not null,
    updated_at timestamptz not null
);

-- What it has spent there, and may have: kept where there is a limit.
create table provider_month (
    provider text not null,
    month    date not null,
    reserved numeric(18, 9) not null default 0,
    settled  numeric(18, 9) not null default 0,
    primary key (provider, month)
);

-- The last plan by which a tenant has tested a provider.
create table provider_test (
    tenant_id uuid not null references tenant (id),
    provider  text not null,
    plan_id   uuid not null,
    tested_by text not null,
    tested_at timestamptz not null,
    primary key (tenant_id, provider)
);
alter table provider_test enable row level security;
alter table provider_test force row level security;
create policy tenant_only on provider_test
    using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
grant select, insert, update, delete on provider_limit to ${appRole};
grant select, insert, update on provider_month, provider_test to ${appRole};

alter table attempt
    -- the tenant's own model configuration; null: the installation's key, or a tool
    add column own_key uuid,
    -- the month of provider_month in which it is reserved or settled; null: in none
    add column provider_month date;

create function provider_this_month() returns date language sql stable as $$
  select date_trunc('month', now() at time zone 'UTC')::date
$$;

-- Reserves, if settled + reserved + amount stays within the month's limit. REFUSED; FREE where there is no limit; else the month.
create function provider_reserve(p_provider text, p_amount numeric) returns text language plpgsql as $$
declare
  v_limit numeric;
begin
  select limit_usd into v_limit from provider_limit where provider = p_provider for share;
  if not found then
    return 'FREE';
  end if;
  insert into provider_month (provider, month) values (p_provider, provider_this_month()) on conflict do nothing;
  update provider_month set reserved = reserved + p_amount
  where provider = p_provider and month = provider_this_month() and settled + reserved + p_amount <= v_limit;
  return case when found then provider_this_month()::text else 'REFUSED' end;
end $$;

-- What calls with the installation's keys that ended in this month have cost, by the attempts that are kept. Goes from tenant to
-- tenant, and back to where it was.
create function provider_spent() returns table (provider text, spent numeric) language plpgsql as $$
declare
  v_tenant uuid;
  v_before text := coalesce(current_setting('app.tenant_id', true), '');
  v_sums jsonb := '{}';
  v_row record;
begin
  perform set_config('app.tenant_id', '', true);
  for v_tenant in select id from tenant loop
    perform set_config('app.tenant_id', v_tenant::text, true);
    for v_row in
      select a.provider as name, sum(coalesce(a.cost_usd, 0)) as cost from attempt a
      where a.tenant_id = v_tenant and a.state = 'SETTLED' and a.settled_at >= provider_this_month() at time zone 'UTC'
        and a.kind = 'model' and a.own_key is null
      group by a.provider
    loop
      v_sums := v_sums || jsonb_build_object(v_row.name, coalesce((v_sums ->> v_row.name)::numeric, 0) + v_row.cost);
    end loop;
  end loop;
  perform set_config('app.tenant_id', v_before, true);
  return query select e.key, e.value::numeric from jsonb_each_text(v_sums) e;
end $$;

-- Sets a limit. The first one counts what this month has cost already, and reserves for the calls that run.
create function provider_limit_set(p_provider text, p_limit numeric, p_by text, p_at timestamptz) returns void
language plpgsql as $$
declare
  v_tenant uuid;
  v_before text := coalesce(current_setting('app.tenant_id', true), '');
  v_reserved numeric := 0;
  v_spent numeric;
  v_running numeric;
  v_lost numeric;
begin
  -- No call begins or ends meanwhile; who has a row already goes first, so that none waits for the other.
  perform set_config('lock_timeout', '5s', true);
  lock table attempt in exclusive mode;
  if not exists (select from provider_limit where provider = p_provider) then
    v_spent := 0;
    perform set_config('app.tenant_id', '', true);
    for v_tenant in select id from tenant loop
      perform set_config('app.tenant_id', v_tenant::text, true);
      update attempt set provider_month = provider_this_month()
      where kind = 'model' and provider = p_provider and state = 'STARTED' and own_key is null;
      -- A call that runs may have been lost before, and was charged then.
      select coalesce(sum(reserved_usd), 0), coalesce(sum(cost_usd), 0) into v_running, v_lost from attempt
      where kind = 'model' and provider = p_provider and state = 'STARTED' and own_key is null;
      -- By the index of a tenant's provider: everybody waits meanwhile.
      select v_spent + coalesce(sum(cost_usd), 0) into v_spent from attempt
      where tenant_id = v_tenant and provider = p_provider and state = 'SETTLED'
        and settled_at >= provider_this_month() at time zone 'UTC' and kind = 'model' and own_key is null;
      v_reserved := v_reserved + v_running;
      v_spent := v_spent + v_lost;
    end loop;
    perform set_config('app.tenant_id', v_before, true);
    insert into provider_month (provider, month, reserved, settled)
    values (p_provider, provider_this_month(), v_reserved, v_spent)
    on conflict (provider, month) do update set reserved = excluded.reserved,
      settled = greatest(excluded.settled, provider_month.settled);
  end if;
  insert into provider_limit (provider, limit_usd, updated_by, updated_at) values (p_provider, p_limit, p_by, p_at)
  on conflict (provider) do update set limit_usd = excluded.limit_usd, updated_by = excluded.updated_by,
    updated_at = excluded.updated_at;
end $$;

-- As before, with the agent that is asked for, and where the provider has no limit: with one the transaction is to be run, which
-- knows it.
create or replace function attempt_begin(
  p_tenant uuid, p_plan uuid, p_key text, p_step text, p_occurrence int, p_target int, p_try int, p_kind text,
  p_provider text, p_model text, p_fallback boolean, p_worst_case numeric, p_scopes text[],
  p_scope int, p_container text, p_container_occurrence int, p_item int,
  p_at timestamptz, p_step_started bytea, p_attempt_started bytea)
returns boolean language plpgsql as $$
begin
  perform set_config('app.tenant_id', p_tenant::text, true);
  if coalesce(plan_share(p_plan), 'COMPLETED') in ('COMPLETED', 'FAILED', 'CANCELLED')
    or exists (select from step_result where plan_id = p_plan and step_id = p_step and occurrence = p_occurrence)
    or exists (select from cooldown where scope = any (p_scopes))
  then
    return false;
  end if;
  insert into attempt (tenant_id, key, plan_id, step_id, scope, occurrence, target, try, kind, provider, model, state,
                       physical_calls, reserved_usd, was_fallback, started_at, agent)
  values (p_tenant, p_key, p_plan, p_step, p_scope, p_occurrence, p_target, p_try, p_kind, p_provider, p_model, 'STARTED',
          1, p_worst_case, p_fallback, p_at, step_agent(p_plan, p_step))
  on conflict do nothing;
  if not found then
    return false;
  end if;
  -- After the row is there, so that who sets a limit sees it or is seen here.
  if p_kind = 'model' and exists (select from provider_limit where provider = p_provider) then
    delete from attempt where key = p_key;
    return false;
  end if;
  if p_scope > 0 then
    perform step_ensure(p_plan, p_step, p_scope, p_container, p_container_occurrence, p_item);
  end if;
  -- The step's row before the budget's, as everywhere, so that none waits for the other.
  perform from step where plan_id = p_plan and step_id = p_step and scope = p_scope for update;
  if not budget_reserve(p_plan, p_worst_case) then
    delete from attempt where key = p_key;
    return false;
  end if;
  if step_started(p_plan, p_step, p_scope, p_occurrence, p_at) then
    insert into plan_event (tenant_id, plan_id, type, step_id, data, at)
    values (p_tenant, p_plan, 'step.started', p_step, p_step_started, p_at);
  end if;
  insert into plan_event (tenant_id, plan_id, type, step_id, data, at)
  values (p_tenant, p_plan, 'attempt.started', p_step, p_attempt_started, p_at);
  return true;
end $$;

-- As before, where nothing is reserved at the provider.
create or replace function attempt_succeed(
  p_tenant uuid, p_plan uuid, p_key text, p_step text, p_occurrence int, p_call int,
  p_served_model text, p_http_status int, p_input_tokens bigint, p_output_tokens bigint, p_cached_tokens bigint,
  p_cost numeric, p_scopes text[], p_scope int,
  p_sha256 text, p_size bigint, p_value bytea, p_blob uuid, p_blob_content bytea, p_picked_from text,
  p_at timestamptz, p_attempt_completed bytea, p_step_completed bytea)
returns boolean language plpgsql as $$
declare
  v_reserved numeric;
begin
  perform set_config('app.tenant_id', p_tenant::text, true);
  if coalesce(plan_share(p_plan), 'COMPLETED') in ('COMPLETED', 'FAILED', 'CANCELLED') then
    return false;
  end if;
  select reserved_usd into v_reserved from attempt
  where key = p_key and state = 'STARTED' and physical_calls = p_call and provider_month is null for update;
  if not found
    or exists (select from cooldown where scope = any (p_scopes))
    or not step_awaited(p_plan, p_step, p_scope, p_occurrence)
  then
    return false;
  end if;
  if p_blob is not null then
    insert into blob (tenant_id, id, plan_id, kind, sha256, size, content)
    values (p_tenant, p_blob, p_plan, 'result', p_sha256, p_size, p_blob_content);
  end if;
  insert into step_result (tenant_id, plan_id, step_id, occurrence, origin, attempt_key, picked_from, sha256, size, value,
                           blob_id)
  values (p_tenant, p_plan, p_step, p_occurrence, 'attempt', p_key, p_picked_from, p_sha256, p_size, p_value, p_blob)
  on conflict do nothing;
  if not found then
    delete from blob where id = p_blob;
    return false;
  end if;
  update attempt set state = 'SETTLED', settled_at = p_at, served_model = p_served_model, http_status = p_http_status,
    input_tokens = p_input_tokens, output_tokens = p_output_tokens, cached_tokens = p_cached_tokens,
    cost_usd = coalesce(cost_usd, 0) + p_cost, reserved_usd = 0
  where key = p_key;
  perform budget_settle(p_plan, v_reserved, p_cost);
  perform step_completed(p_plan, p_step, p_scope, p_occurrence, p_at);
  insert into plan_event (tenant_id, plan_id, type, step_id, data, at)
  values (p_tenant, p_plan, 'attempt.completed', p_step, p_attempt_completed, p_at);
  insert into plan_event (tenant_id, plan_id, type, step_id, data, at)
  values (p_tenant, p_plan, 'step.completed', p_step, p_step_completed, p_at);
  return true;
end $$;
