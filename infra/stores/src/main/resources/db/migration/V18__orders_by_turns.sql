-- An order of any tenant that has some, each as likely as the other: those of one that gives thousands do not keep the others waiting.
-- Which tenants have orders is found by one step of the index for each of them, however many orders each has.
create index outbox_unsent_of_tenant on outbox (tenant_id, id) where sent_at is null;

create or replace function outbox_next()
returns table (id bigint, tenant_id uuid, plan_id uuid, run int, kind text, type text, labels text[], content bytea) language plpgsql as $$
declare
  v_order outbox%rowtype;
  v_tenant uuid;
begin
  with recursive owing (tenant) as (
    (select o.tenant_id from outbox o where o.sent_at is null order by o.tenant_id limit 1)
    union all
    select (select o.tenant_id from outbox o where o.sent_at is null and o.tenant_id > h.tenant order by o.tenant_id limit 1)
    from owing h where h.tenant is not null)
  select h.tenant into v_tenant from owing h where h.tenant is not null order by random() limit 1;
  if not found then
    return;
  end if;
  select o.* into v_order from outbox o
  where o.tenant_id = v_tenant and o.sent_at is null and o.not_before <= now()
    and not exists (select from outbox s where s.plan_id = o.plan_id and s.id < o.id and s.sent_at is null)
  order by o.id limit 1 for update of o skip locked;
  if not found then
    -- All of that tenant's rest, or are being sent by others.
    select o.* into v_order from outbox o
    where o.sent_at is null and o.not_before <= now()
      and not exists (select from outbox s where s.plan_id = o.plan_id and s.id < o.id and s.sent_at is null)
    order by o.id limit 1 for update of o skip locked;
  end if;
  if v_order.id is null then
    return;
  end if;
  perform set_config('app.tenant_id', v_order.tenant_id::text, true);
  return query
    select v_order.id, v_order.tenant_id, v_order.plan_id, v_order.run, v_order.kind, p.type, p.labels, v_order.content
    from plan p where p.id = v_order.plan_id;
end $$;
