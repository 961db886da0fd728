-- Documents on their way into a collection: the API takes them, a worker makes vectors of them.

create table document_intake (
    tenant_id     uuid not null,
    id            uuid not null,
    collection_id uuid not null,
    document      text not null,
    state         text not null check (state in ('PENDING', 'CREATED', 'REPLACED', 'UNCHANGED', 'FAILED')),
    -- a sentence that says nothing of the content
    problem       text,
    -- the document, till it is in or has failed
    content       bytea,
    by_actor      text not null,
    by_kind       text not null,
    by_source     text,
    created_at    timestamptz not null,
    ended_at      timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, collection_id) references collection (tenant_id, id)
);
alter table document_intake enable row level security;
alter table document_intake force row level security;
create policy tenant_only on document_intake
    using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
grant select, insert, update on document_intake to ${appRole};

-- Which of them wait; read before a tenant is known, so it holds ids only.
create table document_order (
    id          uuid primary key,
    tenant_id   uuid not null,
    -- some worker is at it till then
    taken_until timestamptz not null default '-infinity',
    tries       int not null default 0
);
grant select, insert, update, delete on document_order to ${appRole};
