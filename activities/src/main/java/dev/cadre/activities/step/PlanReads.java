package dev.cadre.activities.step;

import dev.cadre.activities.plan.BindingReads;
import dev.cadre.stores.key.KeyGone;
import dev.cadre.stores.plan.Snapshots;
import dev.cadre.stores.step.Results;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.Bindings;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.tenant.TenantId;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** What an attempt needs to know of its plan. */
final class PlanReads {

  private final Snapshots snapshots;
  private final Results results;

  /**
   * As it was read.
   *
   * @param pointer of the step in the plan
   * @param containers around the step, from the outermost in
   */
  record Read(
      PlanSnapshot snapshot, Step step, String pointer, List<Step> containers, Bindings bindings) {}

  PlanReads(Snapshots snapshots, Results results) {
    this.snapshots = snapshots;
    this.results = results;
  }

  /**
   * Reads.
   *
   * @param run as in {@code CallModel}
   */
  Read read(
      TenantId tenant, AttemptKey key, int run, Map<String, Integer> uses, List<Frame> frames) {
    try {
      PlanSnapshot snapshot = LedgerCalls.await(snapshot(tenant, key.plan(), run));
      PlanSteps.Found found = PlanSteps.get(snapshot.plan(), key.step());
      return new Read(
          snapshot,
          found.step(),
          found.pointer(),
          found.containers(),
          LedgerCalls.await(
              BindingReads.read(
                  results,
                  tenant,
                  key.plan(),
                  snapshot,
                  BindingReads.Wanted.of(found.step(), found.names(), uses, frames))));
    } catch (ExpressionException e) {
      throw Failures.expression(key.step(), e);
    } catch (KeyGone e) {
      throw Failures.of(
          Failures.notCalled(FailureCategory.PLAN_CLOSED, "The plan's data key is gone."));
    }
  }

  private Mono<PlanSnapshot> snapshot(TenantId tenant, PlanId plan, int run) {
    Mono<PlanSnapshot> newest = snapshots.newest(tenant, plan);
    return run == 0 ? newest : snapshots.of(tenant, plan, run).switchIfEmpty(newest);
  }
}
