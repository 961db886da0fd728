-- What a tenant's row names is its tenant's too, and a key says so. Before, a row of one tenant could name a plan of another, and
-- take the place of a result there. For rows of a plan it is one question now, where there were two: for the plan and for the tenant.
-- What stands already is validated by the next migration, which keeps nobody from writing meanwhile.

-- Programs may be at work. Who writes of a plan reads the plan first, so who holds that lock meets nobody in the midst of it.
lock table plan in access exclusive mode;

alter table plan add constraint plan_of_tenant unique (tenant_id, id);
drop index plan_newest;
alter table audit_event add constraint audit_event_of_tenant unique (tenant_id, id);
drop index audit_newest;
alter table gate add constraint gate_of_tenant unique (tenant_id, id);
alter table blob add constraint blob_of_tenant unique (tenant_id, id);

do $$
declare t text;
begin
  foreach t in array
    array['attempt', 'blob', 'fact_batch', 'gate', 'gate_decision', 'plan_budget', 'plan_event', 'step', 'step_item', 'step_result', 'talk']
  loop
    execute format(
      'alter table %1$I drop constraint %2$I, drop constraint %3$I,
         add constraint %2$I foreign key (tenant_id, plan_id) references plan (tenant_id, id) not valid',
      t, t || '_plan_id_fkey', t || '_tenant_id_fkey');
  end loop;
end $$;

alter table plan
  drop constraint plan_redo_of_fkey,
  add constraint plan_redo_of_fkey foreign key (tenant_id, redo_of) references plan (tenant_id, id) not valid;
alter table gate_decision
  drop constraint gate_decision_gate_id_fkey,
  add constraint gate_decision_gate_id_fkey foreign key (tenant_id, gate_id) references gate (tenant_id, id) not valid;
alter table step_result
  drop constraint step_result_blob_id_fkey,
  add constraint step_result_blob_id_fkey foreign key (tenant_id, blob_id) references blob (tenant_id, id) not valid;
alter table audit_link
  drop constraint audit_link_event_id_fkey,
  add constraint audit_link_event_id_fkey foreign key (tenant_id, event_id) references audit_event (tenant_id, id) not valid;

-- Events without a number are found by plan and number too; one index less is written for each.
drop index plan_event_unnumbered;
