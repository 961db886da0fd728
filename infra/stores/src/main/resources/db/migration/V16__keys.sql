-- Keys of scopes other than plans', and the rotation of the keys that wrap them.

alter table keys.crypto_scope drop constraint crypto_scope_kind_check;
alter table keys.crypto_scope add constraint crypto_scope_kind_check
  check (kind in ('PLAN', 'TENANT', 'SUBJECT', 'DSR', 'DATASET', 'SYSTEM'));

-- SYSTEM belongs to no tenant; and keys may come to stand in a database of their own.
alter table keys.crypto_scope drop constraint crypto_scope_tenant_id_fkey;

create index crypto_scope_by_kek on keys.crypto_scope (tenant_id, kek_version);

-- Versions of a tenant's key-encryption key under the minimum wrap nothing any more: they are about to be destroyed.
create table keys.tenant_kek (
    tenant_id uuid primary key,
    minimum   int not null
);
grant select, insert, update, delete on keys.tenant_kek to ${appRole};

-- Whoever writes a wrapped key holds this with others until the commit; whoever retires versions holds it alone. So no row can be
-- written with a version that is found to be unused meanwhile.
create function keys.kek_lock(p_tenant uuid) returns bigint language sql immutable
  return hashtextextended('cadre-kek/' || p_tenant::text, 0);

create function keys.kek_in_use() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(keys.kek_lock(new.tenant_id));
  if exists (select from keys.tenant_kek k where k.tenant_id = new.tenant_id and k.minimum > new.kek_version) then
    raise exception 'version % of the key of tenant % is retired', new.kek_version, new.tenant_id using errcode = 'CK001';
  end if;
  return new;
end $$;

create trigger kek_in_use before insert or update of kek_version on keys.crypto_scope
  for each row execute function keys.kek_in_use();

-- Raises the minimum, unless a row still needs an older version; whether it did. Writers wait meanwhile, so it gives up soon.
create function keys.kek_retire(p_tenant uuid, p_minimum int) returns boolean language plpgsql as $$
begin
  perform set_config('lock_timeout', '2s', true);
  perform pg_advisory_xact_lock(keys.kek_lock(p_tenant));
  if exists (select from keys.crypto_scope
             where tenant_id = p_tenant and kek_version < p_minimum and state <> 'SHREDDED') then
    return false;
  end if;
  insert into keys.tenant_kek as k (tenant_id, minimum) values (p_tenant, p_minimum)
  on conflict (tenant_id) do update set minimum = greatest(k.minimum, excluded.minimum);
  return true;
exception when lock_not_available then
  return false;
end $$;
