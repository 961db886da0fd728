package dev.cadre.stores.plan;

import dev.cadre.stores.runtime.TestStore;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.plan.Carried;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.EnterContainer;
import dev.cadre.workflows.plan.Entered;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.SubplanStep;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A plan of a test that fails and is tried again: a map "each" over subplans "sub" of one step
 * "work".
 */
final class RetriedPlan {

  static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  final TestStore store = TestStore.open();
  final PlanId id = NewPlans.id();

  /** What the next batch is to tell. */
  final List<Fact> facts = new ArrayList<>();

  private final PlanBookStore book =
      new PlanBookStore(store.postgres(), store.keys(), Clock.systemUTC());
  private final Containers containers =
      new Containers(store.postgres(), store.keys(), Clock.systemUTC());

  /** Its first run is open. */
  RetriedPlan() {
    var work = new AgentStep("work", NewPlans.options(), "writer", "Go.", List.of(), null, null);
    var sub = new SubplanStep("sub", NewPlans.options(), Map.of(), List.of(work), null);
    var each = new MapStep("each", NewPlans.options(), "input.list", null, 5, sub);
    new Submissions(store.postgres(), store.keys(), Clock.systemUTC())
        .submit(
            new Submission(
                TestStore.TENANT,
                id,
                NewPlans.of(null, null, List.of(each)),
                Map.of(),
                "requester",
                null,
                "{}"))
        .block();
    open(1);
  }

  PlanSnapshot open(int run) {
    return open(new StartPlan(TestStore.TENANT, id, run));
  }

  /** The run goes on in a new history. */
  PlanSnapshot goesOn(int run) {
    var carried =
        new Carried(
            1,
            1,
            PlanStatus.RUNNING,
            false,
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null,
            Map.of());
    return open(new StartPlan(TestStore.TENANT, id, run, carried));
  }

  private PlanSnapshot open(StartPlan start) {
    return open(book, start);
  }

  /** Opens a run of any plan. */
  static void open(PlanBookStore book, PlanId plan, int run) {
    open(book, new StartPlan(TestStore.TENANT, plan, run));
  }

  private static PlanSnapshot open(PlanBookStore book, StartPlan start) {
    return book.open(start, opening -> PlanOpeningIT.snapshot(opening, "requester")).block();
  }

  Entered enter(String step, int occurrence, @Nullable Integer kept, Frame... around) {
    EnterContainer container =
        new EnterContainer(
            TestStore.TENANT, id, 1, step, occurrence, Map.of(), List.of(around), kept);
    return containers.enter(container, List.of("one"), 1).block();
  }

  void moved(String step, int occurrence, StepState state, @Nullable Frame frame) {
    facts.add(new Fact.StepMoved(step, occurrence, state, "UPSTREAM", null, frame, NOW));
  }

  /** Writes the facts. */
  void record(int run) {
    book.record(new RecordFacts(TestStore.TENANT, id, run, 1, facts)).block();
    facts.clear();
  }

  PlanSnapshot retried() {
    return retried(1);
  }

  /** The plan's run fails, and is tried again. */
  PlanSnapshot retried(int run) {
    record(run);
    fail(book, store, id, run);
    return open(run + 1);
  }

  /** The first run of any plan fails, and the plan is tried again. */
  static void retried(PlanBookStore book, TestStore store, PlanId plan) {
    fail(book, store, plan, 1);
    open(book, plan, 2);
  }

  private static void fail(PlanBookStore book, TestStore store, PlanId plan, int run) {
    book.close(
            new ClosePlan(
                TestStore.TENANT, plan, run, PlanStatus.FAILED, "UPSTREAM", "z", null, Map.of()),
            null)
        .block();
    new PlanSteering(store.postgres(), store.keys(), Clock.systemUTC())
        .retry(TestStore.TENANT, plan, "requester", null)
        .block();
  }
}
