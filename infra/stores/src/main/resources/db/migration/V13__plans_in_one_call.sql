-- How a plan begins and how it completes, each as one statement that commits by itself. As in V8 they do the ordinary course only:
-- when anything is not ordinary they change nothing and return false, and the caller runs the full course, in
-- dev.cadre.stores.plan. All run with the rights of the caller, under row-level security.

-- What a run is opened from; no row when there is no such plan.
create function plan_opening(p_tenant uuid, p_plan uuid)
returns table (run int, redo_of uuid, definition bytea, input bytea, requester text, snapshot_run int, snapshot bytea,
               asserted_decisions boolean)
language plpgsql as $$
begin
  perform set_config('app.tenant_id', p_tenant::text, true);
  return query
    select p.run, p.redo_of, p.definition, p.input, p.requester, p.snapshot_run, p.snapshot, t.asserted_decisions
    from plan p join tenant t on t.id = p.tenant_id where p.id = p_plan;
end $$;

-- The first run begins: nothing has been opened, nothing has ended it.
create function plan_open(p_tenant uuid, p_plan uuid, p_run int, p_snapshot bytea, p_at timestamptz, p_started bytea)
returns boolean language plpgsql as $$
begin
  perform set_config('app.tenant_id', p_tenant::text, true);
  if coalesce(plan_share(p_plan), 'COMPLETED') in ('COMPLETED', 'FAILED', 'CANCELLED') then
    return false;
  end if;
  update plan set snapshot = p_snapshot, snapshot_run = p_run, status = 'RUNNING', started_at = coalesce(started_at, p_at),
    finished_at = null
  where id = p_plan and run = p_run and redo_of is null and snapshot_run is null;
  if not found then
    return false;
  end if;
  insert into plan_event (tenant_id, plan_id, type, data, at) values (p_tenant, p_plan, 'plan.started', p_started, p_at);
  return true;
end $$;

-- A run completes: every step has ended, every gate is closed, the result is no blob.
create function plan_complete(p_tenant uuid, p_plan uuid, p_run int, p_result bytea, p_at timestamptz, p_completed bytea)
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
  return true;
end $$;
