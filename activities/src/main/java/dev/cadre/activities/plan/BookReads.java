package dev.cadre.activities.plan;

import dev.cadre.activities.plan.BindingReads.Wanted;
import dev.cadre.activities.step.Failures;
import dev.cadre.stores.plan.Snapshots;
import dev.cadre.stores.step.Results;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.Bindings;
import dev.cadre.workflows.plan.Names;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import reactor.core.publisher.Mono;

/** What the bookkeeping reads of a plan; waits for the store. */
final class BookReads {

  static final Duration STORE_WAIT = Duration.ofSeconds(15);

  private final Snapshots snapshots;
  private final Results results;

  BookReads(Snapshots snapshots, Results results) {
    this.snapshots = snapshots;
    this.results = results;
  }

  /** The snapshot of a run; PLAN_CLOSED when the plan has gone on to another. */
  PlanSnapshot snapshot(TenantId tenant, PlanId plan, int run) {
    return await(snapshots.of(tenant, plan, run).switchIfEmpty(Mono.error(BookReads::closed)));
  }

  Bindings bindings(TenantId tenant, PlanId plan, PlanSnapshot snapshot, Wanted wanted) {
    return await(BindingReads.read(results, tenant, plan, snapshot, wanted));
  }

  static PlanSteps.Found find(PlanSnapshot snapshot, String step) {
    return PlanSteps.get(snapshot.plan(), step);
  }

  /** The variables of an expression inside of these containers. */
  static Set<String> names(PlanSnapshot snapshot, List<Frame> frames) {
    Frame last = Frame.last(frames);
    return last == null ? Names.of(List.of()) : find(snapshot, last.step()).namesInside();
  }

  static RuntimeException closed() {
    return Failures.of(
        Failures.notCalled(FailureCategory.PLAN_CLOSED, "The plan has ended or runs again."));
  }

  static <T> T await(Mono<T> mono) {
    return Objects.requireNonNull(mono.block(STORE_WAIT), "the store gave nothing");
  }
}
