-- What steps read of their plan, each as one statement that commits by itself and enters its tenant. All run with the rights
-- of the caller, under row-level security.

-- Results by step and occurrence; value and content are sealed, one of them is null.
create function result_values(p_tenant uuid, p_plan uuid, p_steps text[], p_occurrences int[])
returns table (step_id text, occurrence int, value bytea, content bytea) language plpgsql as $$
begin
  perform set_config('app.tenant_id', p_tenant::text, true);
  return query
    select r.step_id, r.occurrence, r.value, b.content
    from unnest(p_steps, p_occurrences) as u (step, occurrence)
    join step_result r on r.plan_id = p_plan and r.step_id = u.step and r.occurrence = u.occurrence
    left join blob b on b.id = r.blob_id;
end $$;

-- What a container binds for an instance, sealed; null when it binds nothing.
create function item_value(p_tenant uuid, p_plan uuid, p_step text, p_occurrence int, p_item int)
returns bytea language plpgsql as $$
begin
  perform set_config('app.tenant_id', p_tenant::text, true);
  return (select value from step_item
          where plan_id = p_plan and step_id = p_step and occurrence = p_occurrence and item = p_item);
end $$;

-- What a run started from, sealed; null when the plan has gone on to another run.
create function plan_snapshot(p_tenant uuid, p_plan uuid, p_run int)
returns bytea language plpgsql as $$
begin
  perform set_config('app.tenant_id', p_tenant::text, true);
  return (select snapshot from plan where id = p_plan and snapshot_run = p_run);
end $$;
