-- What stands around a call of a provider or tool, each as one statement that commits by itself: attempt_begin before it,
-- attempt_succeed after it. They do the ordinary course only. When anything is not ordinary they change nothing and return
-- false, and the caller runs the full course: Beginning and Settling, in dev.cadre.stores.step. Rules that both courses follow stand here, once, in the
-- functions that both call.
--
-- All run with the rights of the caller, under row-level security.

-- Shares the plan's lock until the end of the transaction; says where the plan stands, null when there is none.
-- Every statement of a volatile function sees what was committed before it, so the second one sees what the first waited for.
create function plan_share(p_plan uuid) returns text language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('plan/' || p_plan, 0));
  return (select status from plan where id = p_plan);
end $$;

-- Takes the plan's lock alone, else as plan_share.
create function plan_take(p_plan uuid) returns text language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('plan/' || p_plan, 0));
  return (select status from plan where id = p_plan);
end $$;

-- Makes the row of a step's instance (scope > 0), unless it stands.
create function step_ensure(p_plan uuid, p_step text, p_scope int, p_container text, p_container_occurrence int, p_item int)
returns void language plpgsql as $$
begin
  insert into step (tenant_id, plan_id, step_id, scope, ordinal, kind, occurrence, container, container_occurrence, item)
  select tenant_id, plan_id, step_id, p_scope, ordinal, kind, 0, p_container, p_container_occurrence, p_item
  from step where plan_id = p_plan and step_id = p_step and scope = 0
  on conflict do nothing;
end $$;

-- An occurrence is at work; false when that is written already, or the row has gone on.
create function step_started(p_plan uuid, p_step text, p_scope int, p_occurrence int, p_at timestamptz)
returns boolean language plpgsql as $$
begin
  update step set state = 'RUNNING', occurrence = p_occurrence, reason = null, message = null, finished_at = null,
    started_at = case when occurrence = p_occurrence then coalesce(started_at, p_at) else p_at end
  where plan_id = p_plan and step_id = p_step and scope = p_scope
    and (occurrence < p_occurrence or (occurrence = p_occurrence and state in ('PENDING', 'READY', 'WAITING')));
  return found;
end $$;

-- Whether an occurrence still waits for its result; takes the row.
create function step_awaited(p_plan uuid, p_step text, p_scope int, p_occurrence int)
returns boolean language plpgsql as $$
declare
  v_occurrence int;
  v_state text;
begin
  select occurrence, state into v_occurrence, v_state
  from step where plan_id = p_plan and step_id = p_step and scope = p_scope for update;
  return found and (p_occurrence > v_occurrence
    or (p_occurrence = v_occurrence and v_state not in ('COMPLETED', 'FAILED', 'SKIPPED', 'CANCELLED')));
end $$;

-- An occurrence has its result.
create function step_completed(p_plan uuid, p_step text, p_scope int, p_occurrence int, p_at timestamptz)
returns void language plpgsql as $$
begin
  update step set state = 'COMPLETED', occurrence = p_occurrence, reason = null, message = null,
    started_at = case when occurrence = p_occurrence then coalesce(started_at, p_at) else p_at end, finished_at = p_at
  where plan_id = p_plan and step_id = p_step and scope = p_scope and occurrence <= p_occurrence;
end $$;

-- Reserves, if settled + reserved + amount stays within the limit; a plan without a row may spend what it likes.
create function budget_reserve(p_plan uuid, p_amount numeric) returns boolean language plpgsql as $$
begin
  update plan_budget set reserved = reserved + p_amount
  where plan_id = p_plan and settled + reserved + p_amount <= "limit";
  return found or not exists (select from plan_budget where plan_id = p_plan);
end $$;

-- Turns a reservation into what was really spent.
create function budget_settle(p_plan uuid, p_reserved numeric, p_spent numeric) returns void language plpgsql as $$
begin
  update plan_budget set reserved = reserved - p_reserved, settled = settled + p_spent where plan_id = p_plan;
end $$;

-- The ordinary course of Beginning: the plan is open, the step has no result, the attempt no row, none of p_scopes rests, the
-- budget suffices. p_scope is 0 in the plan's own graph.
create function attempt_begin(
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
                       physical_calls, reserved_usd, was_fallback, started_at)
  values (p_tenant, p_key, p_plan, p_step, p_scope, p_occurrence, p_target, p_try, p_kind, p_provider, p_model, 'STARTED',
          1, p_worst_case, p_fallback, p_at)
  on conflict do nothing;
  if not found then
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

-- The ordinary course of Settling with a result: the plan is open, the row stands as the call left it, the step waits for its
-- result, none of p_scopes rests. p_value and p_blob_content: one of them, the other null.
create function attempt_succeed(
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
  where key = p_key and state = 'STARTED' and physical_calls = p_call for update;
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
