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
