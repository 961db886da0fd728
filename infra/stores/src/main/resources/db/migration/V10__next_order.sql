-- The oldest order that is due, taken until the end of the transaction, with what its plan's row says; no row when there is none.
-- A plan's orders go in the order in which they were given. Enters the order's tenant for the rest of the transaction.
create function outbox_next()
returns table (id bigint, tenant_id uuid, plan_id uuid, run int, kind text, type text, labels text[], content bytea) language plpgsql as $$
declare
  v_order outbox%rowtype;
begin
  select o.* into v_order from outbox o
  where o.sent_at is null and o.not_before <= now()
    and not exists (select from outbox s where s.plan_id = o.plan_id and s.id < o.id and s.sent_at is null)
  order by o.id limit 1 for update of o skip locked;
  if not found then
    return;
  end if;
  perform set_config('app.tenant_id', v_order.tenant_id::text, true);
  return query
    select v_order.id, v_order.tenant_id, v_order.plan_id, v_order.run, v_order.kind, p.type, p.labels, v_order.content
    from plan p where p.id = v_order.plan_id;
end $$;
