-- Orders of one tenant that are due, the oldest first, p_most at most, each of another plan; taken until the end of the transaction.
-- Which tenant: as in V18 any that has some, each as likely as the other; where all of its orders rest or are being sent, the one whose order is the oldest.
-- Enters the tenant for the rest of the transaction. V18's function stays for an API of before, which may still run while one is upgraded.
create function outbox_take(p_most int)
returns table (id bigint, tenant_id uuid, plan_id uuid, run int, kind text, type text, labels text[], content bytea) language plpgsql as $$
declare
  v_tenant uuid;
  v_ids bigint[];
begin
  with recursive owing (tenant) as (
    (select o.tenant_id from outbox o where o.sent_at is null order by o.tenant_id limit 1)
    union all
    select (select o.tenant_id from outbox o where o.sent_at is null and o.tenant_id > h.tenant order by o.tenant_id limit 1)
    from owing h where h.tenant is not null)
  select h.tenant into v_tenant from owing h where h.tenant is not null order by random() limit 1;
  for turn in 1 .. 2 loop
    if v_tenant is null then
      return;
    end if;
    select array_agg(d.id) into v_ids from (
      select o.id from outbox o
      where o.tenant_id = v_tenant and o.sent_at is null and o.not_before <= now()
        and not exists (select from outbox s where s.plan_id = o.plan_id and s.id < o.id and s.sent_at is null)
      order by o.id limit p_most for update of o skip locked) d;
    exit when v_ids is not null or turn = 2;
    v_tenant := null;
    select o.tenant_id into v_tenant from outbox o
    where o.sent_at is null and o.not_before <= now()
      and not exists (select from outbox s where s.plan_id = o.plan_id and s.id < o.id and s.sent_at is null)
    order by o.id limit 1 for update of o skip locked;
  end loop;
  if v_ids is null then
    return;
  end if;
  perform set_config('app.tenant_id', v_tenant::text, true);
  return query
    select o.id, o.tenant_id, o.plan_id, o.run, o.kind, p.type, p.labels, o.content
    from outbox o join plan p on p.id = o.plan_id where o.id = any (v_ids) order by o.id;
end $$;
