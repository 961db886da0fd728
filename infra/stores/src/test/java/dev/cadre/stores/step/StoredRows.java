package dev.cadre.stores.step;

import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.plan.PlanId;

/** A plan's rows as text, past row-level security. */
record StoredRows(TestStore store) {

  /** Reserved and settled. */
  String budget(PlanId plan) {
    return store.read(
        "select reserved || '/' || settled from plan_budget where plan_id = ?", plan.value());
  }

  String state(PlanId plan, String step) {
    return store.read(
        "select state from step where plan_id = ? and step_id = ?", plan.value(), step);
  }

  /** The types, in order. */
  String events(PlanId plan) {
    return store.read(
        "select string_agg(type, ' ' order by id) from plan_event where plan_id = ?", plan.value());
  }
}
