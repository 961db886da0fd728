-- Documents that tools search: named collections of a tenant, and what they are cut into, with the vectors.

create table collection (
    tenant_id  uuid not null references tenant (id),
    id         uuid not null,
    name       text not null check (name ~ '^[a-z][a-z0-9._-]{0,62}$'),
    -- rises with each change of its documents
    revision   bigint not null default 0,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, name)
);

create table document (
    tenant_id     uuid not null,
    collection_id uuid not null,
    id            text not null check (id ~ '^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$'),
    -- one content of it; another content is another edition
    edition       uuid not null,
    -- keyed, so that they tell a text only to who guesses it and holds the tenant's key
    content_tag   text not null,
    source_tag    text,
    -- title and source
    about         bytea not null,
    content       bytea not null,
    characters    int not null,
    chunks        int not null,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    primary key (tenant_id, collection_id, id),
    unique (tenant_id, edition),
    foreign key (tenant_id, collection_id) references collection (tenant_id, id)
);
create index document_of_source on document (tenant_id, collection_id, source_tag) where source_tag is not null;

create table document_chunk (
    tenant_id uuid not null,
    edition   uuid not null,
    number    int not null,
    content   bytea not null,
    -- 384 numbers of four bytes; it tells much of the text, so it is kept as the text is
    vector    bytea not null,
    primary key (tenant_id, edition, number),
    foreign key (tenant_id, edition) references document (tenant_id, edition) on delete cascade
);

do $$
declare t text;
begin
  foreach t in array array['collection', 'document', 'document_chunk'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_only on %I
                      using (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)
                      with check (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)', t);
  end loop;
end $$;
grant select, insert on collection, document, document_chunk to ${appRole};
grant update (revision, updated_at) on collection to ${appRole};
grant delete on document to ${appRole};
