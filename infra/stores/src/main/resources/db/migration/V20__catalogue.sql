-- The catalogue: what plans may name, the same for every tenant, each item with all its versions.

create table catalogue (
    only_one boolean primary key default true check (only_one),
    -- rises with each change, so that who has read the catalogue knows whether it is out of date
    revision bigint not null
);
insert into catalogue values (true, 0);

create table catalogue_item (
    kind       text not null check (kind in ('AGENT', 'TOOL')),
    name       text not null check (name ~ '^[a-z][a-z0-9-]{1,39}$'),
    version    int not null,
    -- what of the files that ship it last followed; null: it was made here
    shipped    text,
    -- somebody has changed it here: the files are not followed any more
    edited     boolean not null,
    -- no new plan may name it; plans that run keep it
    retired    boolean not null default false,
    updated_at timestamptz not null,
    primary key (kind, name)
);

create table catalogue_version (
    kind       text not null,
    name       text not null,
    version    int not null,
    -- an AgentSpec or a ToolSpec
    spec       jsonb not null,
    -- the account that made it; null: it ships
    created_by text,
    created_at timestamptz not null,
    primary key (kind, name, version),
    foreign key (kind, name) references catalogue_item (kind, name)
);

-- The base types of tools that workers have. No tenant's data.
create table tool_type (
    name           text primary key,
    version        int not null,
    -- JSON Schemas of a tool's configuration; the second where a model may ask for the tool
    config         jsonb not null,
    offered_config jsonb not null,
    published_at   timestamptz not null
);

grant select, insert, update on tool_type to ${appRole};
grant select, update on catalogue to ${appRole};
grant select, insert, update on catalogue_item to ${appRole};
grant select, insert on catalogue_version to ${appRole};
