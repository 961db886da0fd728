-- Whether a gate is written as closed: an attempt that a decision allows begins after that.
create function gate_closed(p_tenant uuid, p_gate uuid) returns boolean language plpgsql as $$
begin
  perform set_config('app.tenant_id', p_tenant::text, true);
  return exists (select from gate where id = p_gate and status = 'CLOSED');
end $$;
