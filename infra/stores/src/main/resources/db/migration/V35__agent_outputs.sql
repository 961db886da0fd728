-- The output formats in which a tenant wants the answers of agents, where they are other ones than the agents' own.
create table agent_output (
    tenant_id  uuid not null references tenant (id),
    agent      text not null,
    format     text not null,
    updated_at timestamptz not null,
    primary key (tenant_id, agent)
);
alter table agent_output enable row level security;
alter table agent_output force row level security;
create policy tenant_only on agent_output
    using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
grant select, insert, update, delete on agent_output to ${appRole};
