-- Numbers of instances (step.scope) are given here and not by the workflow: a workflow task that is lost and done again may start
-- items in another order, and would give one item's number, and with it what that item has done, to another.
alter table plan add column last_scope int not null default 0;
-- of a container's row: the numbers of an occurrence's instances follow this one
alter table step add column inner_occurrence int;
alter table step add column inner_base int;
