-- Tenants may name an address of their own at which their models are called.
alter table model_configuration
    -- null: the provider's own
    add column base_url text check (length(base_url) between 1 and 500),
    -- null: a server of the tenant's own that asks for none
    alter column api_key drop not null,
    add check (api_key is not null or base_url is not null);

-- Providers whose dialect a worker speaks, also at an address that a tenant gives.
alter table worker_lease add column spoken text[] not null default '{}';
