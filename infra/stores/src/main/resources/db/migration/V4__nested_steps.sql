-- A step inside a container has a row for each of its instances (scope > 0) besides the one that stands for all of
-- them (scope 0). An instance is what a container holds once: an item of a map, a turn of a loop, a subplan.
alter table step add column scope int not null default 0;
-- the step that holds this one; null in the plan's own graph
alter table step add column container text;
-- of an instance's row: which occurrence of the container it belongs to, and which item, turn or (0) subplan it is
alter table step add column container_occurrence int;
alter table step add column item int;
alter table step drop constraint step_pkey;
alter table step add primary key (plan_id, step_id, scope);
create index step_of_container on step (plan_id, container, container_occurrence, item) where scope > 0;

-- What a container binds for an instance: the item of a map, the input of a subplan.
create table step_item (
    tenant_id  uuid not null references tenant (id),
    plan_id    uuid not null references plan (id),
    step_id    text not null,
    occurrence int not null,
    item       int not null,
    sha256     text not null,
    value      bytea not null,
    primary key (plan_id, step_id, occurrence, item)
);
alter table step_item enable row level security;
alter table step_item force row level security;
create policy tenant_only on step_item
    using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
grant select, insert, update, delete on step_item to ${appRole};

alter table step_result drop constraint step_result_origin_check;
alter table step_result add constraint step_result_origin_check
    check (origin in ('attempt', 'aggregate', 'choice', 'gate', 'edited', 'copied', 'wait', 'map', 'loop', 'subplan'));
