-- Moves steps as facts say, one after the other in the order of the arrays; yields the positions, from 1, of those that moved.
-- Within one occurrence a step only goes forward, so that a fact written late undoes nothing that an attempt's own transaction
-- has written meanwhile. An instance (scope > 0) gets its row. Messages are sealed, in base64: the driver knows no array of bytea.
create function steps_moved(
  p_plan uuid, p_steps text[], p_scopes int[], p_containers text[], p_container_occurrences int[], p_items int[],
  p_occurrences int[], p_states text[], p_reasons text[], p_messages text[], p_at text[])
returns setof int language plpgsql as $$
declare
  v_ended constant text[] := array['COMPLETED', 'FAILED', 'SKIPPED', 'CANCELLED'];
  v_state text;
  v_occurrence int;
  v_at timestamptz;
begin
  for i in 1 .. coalesce(array_length(p_steps, 1), 0) loop
    v_state := p_states[i];
    v_occurrence := p_occurrences[i];
    v_at := p_at[i]::timestamptz;
    if p_scopes[i] > 0 then
      perform step_ensure(p_plan, p_steps[i], p_scopes[i], p_containers[i], p_container_occurrences[i], p_items[i]);
    end if;
    update step s set state = v_state, occurrence = v_occurrence, reason = p_reasons[i],
      message = decode(p_messages[i], 'base64'),
      started_at = case when v_state = 'RUNNING' then coalesce(case when s.occurrence = v_occurrence then s.started_at end, v_at)
        when s.occurrence < v_occurrence then null else s.started_at end,
      finished_at = case when v_state = any (v_ended) then v_at end
    where s.plan_id = p_plan and s.step_id = p_steps[i] and s.scope = p_scopes[i]
      and (s.occurrence < v_occurrence or (s.occurrence = v_occurrence and s.state <> v_state
        and (s.state in ('PENDING', 'READY') or v_state not in ('PENDING', 'READY'))
        and not (s.state = 'READY' and v_state = 'PENDING')
        and (v_state = any (v_ended) or s.state <> all (v_ended))));
    if found then
      return next i;
    end if;
  end loop;
end $$;
