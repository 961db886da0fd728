-- Whether a gate is not open any more: an attempt that a decision allows begins after that. A gate of which nothing is written, as
-- after a reset of the workflow, holds nobody up.
create function gate_closed(p_tenant uuid, p_gate uuid) returns boolean language plpgsql as $$
begin
  perform set_config('app.tenant_id', p_tenant::text, true);
  return not exists (select from gate where id = p_gate and status = 'OPEN');
end $$;
