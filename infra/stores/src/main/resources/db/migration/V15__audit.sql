-- The audit log: who did what to what, with which outcome. Ids, handles, codes, counts and hashes only, so that no erasure ever
-- has to change it. The program's role may add and read, nothing else.
--
-- An entry is written in the transaction of what it tells of. Links are made afterwards, so that writers never wait for one
-- another. No entry names its tenant by a foreign key: each check of one takes a lock on the tenant's row.
create table audit_event (
    tenant_id   uuid not null,
    id          uuid primary key,
    at          timestamptz not null,
    actor       text not null,
    actor_kind  text not null check (actor_kind in ('PERSON', 'SERVICE', 'SYSTEM', 'ASSERTED')),
    action      text not null,
    object_kind text not null,
    object_id   text not null,
    outcome     text not null check (outcome in ('DONE', 'DENIED', 'FAILED')),
    reason      text,
    -- a keyed hash of the address, never the address
    source      text,
    data        jsonb not null
);
create index audit_newest on audit_event (tenant_id, id desc);
create index audit_of_object on audit_event (tenant_id, object_id, id desc);

-- The chain: the hash of each entry in its place behind the one before it.
create table audit_link (
    tenant_id uuid not null,
    seq       bigint not null check (seq > 0),
    event_id  uuid not null unique references audit_event (id),
    prev_hash text not null,
    hash      text not null,
    primary key (tenant_id, seq)
);

-- Signed statements of the root of the Merkle tree over the first `size` links.
create table audit_head (
    tenant_id uuid not null,
    size      bigint not null check (size > 0),
    root      text not null,
    chain     text not null,
    at        timestamptz not null,
    key_id    text not null,
    signature text not null,
    -- the roots of the tree's complete subtrees, with which the next root is computed
    frontier  text[] not null,
    primary key (tenant_id, size)
);

-- Which entries have no link yet. Kept by the triggers below with the owner's rights: the program's role cannot take an entry off
-- this list but by linking it.
create table audit_unlinked (
    id        bigint generated always as identity primary key,
    tenant_id uuid not null,
    event_id  uuid not null unique
);
create index audit_unlinked_of_tenant on audit_unlinked (tenant_id, id);

do $$
declare t text;
begin
  foreach t in array array['audit_event', 'audit_link', 'audit_head', 'audit_unlinked'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_only on %I
                      using (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)
                      with check (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)', t);
  end loop;
end $$;
grant select, insert on audit_event, audit_link, audit_head to ${appRole};
grant select on audit_unlinked to ${appRole};

-- For the functions below only: no program has this role while it works.
create policy owner_all on audit_unlinked to current_user using (true) with check (true);

create function audit_event_added() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into audit_unlinked (tenant_id, event_id) select tenant_id, id from added;
  return null;
end $$;

create function audit_link_added() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from audit_unlinked u using added where u.event_id = added.event_id;
  return null;
end $$;

create trigger audit_event_added after insert on audit_event
    referencing new table as added for each statement execute function audit_event_added();
create trigger audit_link_added after insert on audit_link
    referencing new table as added for each statement execute function audit_link_added();

-- The tenants that have entries without a link; their ids and no more.
create function audit_tenants_unlinked() returns setof uuid language sql stable security definer
    set search_path = public, pg_temp as 'select distinct tenant_id from audit_unlinked';
