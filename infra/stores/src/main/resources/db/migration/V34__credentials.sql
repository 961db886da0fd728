-- What a tenant's tools show to whom they call. A tool names one by its name; each tenant has its own of that name.

create sequence credential_version as int;

create table credential (
    tenant_id    uuid not null references tenant (id),
    name         text not null check (name ~ '^[a-z][a-z0-9-]{0,62}$'),
    kind         text not null
        check (kind in ('API_KEY', 'BEARER', 'BASIC', 'OAUTH2', 'TELEGRAM', 'SMTP', 'SEARXNG')),
    -- a JSON object: secrets, and who and where, which may be persons
    fields       bytea not null,
    -- never the same twice, also not of one that was deleted and made again
    version      int not null default nextval('credential_version'),
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    -- to the minute
    last_used_at timestamptz,
    -- the last test of this version
    tested_at    timestamptz,
    test_passed  boolean,
    -- a sentence that says nothing of the fields
    test_message text,
    primary key (tenant_id, name),
    check ((tested_at is null) = (test_passed is null) and (tested_at is null) = (test_message is null))
);
alter table credential enable row level security;
alter table credential force row level security;
create policy tenant_only on credential
    using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
grant select, insert, update, delete on credential to ${appRole};
grant usage on sequence credential_version to ${appRole};

-- Why tools of a base type cannot work where the workers run; null: they can.
alter table tool_type add column missing text;
