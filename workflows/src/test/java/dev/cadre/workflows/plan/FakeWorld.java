package dev.cadre.workflows.plan;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.ExpireAttempt;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.Step;
import io.temporal.activity.Activity;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The store's side of a plan, in memory, and what its steps call: every call is listed. */
final class FakeWorld implements PlanBook {

  static final RouteTarget FIRST = target("first");
  static final RouteTarget SECOND = target("second");

  final List<String> calls = new CopyOnWriteArrayList<>();
  final List<Fact> facts = new CopyOnWriteArrayList<>();

  /** The same, batch by batch. */
  final List<List<Fact>> batches = new CopyOnWriteArrayList<>();

  final Map<String, Object> answers = new ConcurrentHashMap<>();
  final List<LeaveContainer> left = new CopyOnWriteArrayList<>();

  /** Outputs that a container wanted before they were written. */
  final List<String> missing = new CopyOnWriteArrayList<>();

  volatile ClosePlan closed;

  /** Runs as a batch comes, before it is written. */
  volatile Consumer<RecordFacts> onRecord = _ -> {};

  /** How many histories the plan's run has begun. */
  final AtomicInteger parts = new AtomicInteger();

  /** The same by the server's ids. */
  final Set<String> runs = new CopyOnWriteArraySet<>();

  /** Events after which the plan goes on in a new history. */
  volatile Integer historyLimit;

  /** What its steps call. */
  final FakeTargets targets;

  private final Plan plan;
  private final FakeRecord record;

  /** Of each run, once and for all. */
  private final Map<Integer, PlanSnapshot> fixed = new ConcurrentHashMap<>();

  boolean assertedDecisions = true;

  /** How often the store does not answer before it does. */
  final AtomicInteger outages = new AtomicInteger();

  FakeWorld(Plan plan) {
    this.plan = plan;
    this.record = new FakeRecord(plan);
    this.targets = new FakeTargets(record, calls, answers);
  }

  static RouteTarget target(String provider) {
    return new RouteTarget(
        provider, "m", 1000, 100, 400, BigDecimal.ONE, BigDecimal.ONE, null, false);
  }

  int early() {
    return record.early();
  }

  @Override
  public PlanSnapshot open(StartPlan start) {
    parts.incrementAndGet();
    runs.add(Activity.getExecutionContext().getInfo().getWorkflowRunId());
    return start.goesOn()
        ? snapshot(start)
        : fixed.computeIfAbsent(start.run(), _ -> snapshot(start));
  }

  private PlanSnapshot snapshot(StartPlan start) {
    Map<String, List<RouteTarget>> routes = new HashMap<>();
    PlanSteps.all(plan.steps()).forEach(step -> routes.put(step.id(), List.of(FIRST, SECOND)));
    return new PlanSnapshot(
        plan,
        "requester",
        output(Map.of("topic", "tea")),
        Map.of(),
        routes,
        Set.of("http-get"),
        Map.of(),
        assertedDecisions,
        prior(start),
        historyLimit,
        null,
        start.run() > 1 ? record.said() : List.of());
  }

  private List<PlanSnapshot.PriorStep> prior(StartPlan start) {
    if (start.goesOn()) {
      return record.left();
    }
    return start.run() > 1 ? record.leftByAnotherRun() : List.of();
  }

  @Override
  public boolean record(RecordFacts batch) {
    if (outages.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IllegalStateException("the store does not answer");
    }
    onRecord.accept(batch);
    List<Fact> fresh = record.fresh(batch);
    facts.addAll(fresh);
    batches.add(fresh);
    fresh.forEach(record::write);
    return closed != null;
  }

  @Override
  public boolean evaluate(EvaluateCondition condition) {
    return Boolean.TRUE.equals(answers.get(condition.expression()));
  }

  @Override
  public String render(EvaluateCondition text) {
    throw new UnsupportedOperationException("all values of these tests are inline");
  }

  @Override
  public String check(CheckEdit edit) {
    return edit.output().equals("bad") ? "The output does not fit." : "";
  }

  @Override
  public AttemptResult aggregate(Aggregate aggregate) {
    calls.add(aggregate.step() + "#" + aggregate.occurrence());
    Output made = output("all of " + aggregate.uses().keySet().stream().sorted().toList());
    record.completed(
        aggregate.step(), aggregate.occurrence(), Frame.last(aggregate.frames()), made);
    return new AttemptResult(made, null);
  }

  @Override
  public Entered enter(EnterContainer container) {
    calls.add(container.step() + "#" + container.occurrence() + " enter");
    Step step = PlanSteps.find(plan, container.step()).orElseThrow().step();
    int count =
        switch (step) {
          case MapStep map -> ((List<?>) answers.get(map.id())).size();
          case LoopStep _ -> 0;
          default -> 1;
        };
    return new Entered(
        count,
        record.base(container, Instances.reserved(step, count)),
        record.instances(container));
  }

  @Override
  public AttemptResult leave(LeaveContainer container) {
    calls.add(container.step() + "#" + container.occurrence() + " leave");
    left.add(container);
    container
        .uses()
        .forEach((step, occurrence) -> {
          if (!record.has(step, occurrence)) {
            missing.add(step + "#" + occurrence);
          }
        });
    Output made = output("all of " + container.step());
    List<Frame> frames = container.frames();
    // A subplan's own instance stands last.
    boolean own = !frames.isEmpty() && frames.getLast().step().equals(container.step());
    record.completed(
        container.step(),
        container.occurrence(),
        Frame.last(own ? frames.subList(0, frames.size() - 1) : frames),
        made);
    return new AttemptResult(made, null);
  }

  @Override
  public AttemptResult expire(ExpireAttempt attempt) {
    calls.add(attempt.key().step() + "#" + attempt.key().occurrence() + " expire");
    return null;
  }

  @Override
  public PlanEnd close(ClosePlan close) {
    closed = close;
    record.close();
    return new PlanEnd(close.status(), close.reason(), close.step());
  }

  static Output output(Object tree) {
    String form = CanonicalJson.of(tree);
    return new Output(tree, null, CanonicalJson.sha256(tree), form.length());
  }
}
