-- The last call was charged at its worst case and may still answer: its step's time was over, its plan had ended, or it was taken
-- for lost and its attempt is held. What it says after all corrects that, and takes the mark away.
alter table attempt add column given_up boolean not null default false;

-- As before, where the call was not charged already.
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
  where key = p_key and state = 'STARTED' and physical_calls = p_call and provider_month is null
    and not given_up
  for update;
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
  values (p_tenant, p_plan, 'attempt.completed', p_step, p_attempt_completed, p_at),
         (p_tenant, p_plan, 'step.completed', p_step, p_step_completed, p_at);
  return true;
end $$;
