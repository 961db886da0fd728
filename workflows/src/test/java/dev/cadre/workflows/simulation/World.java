package dev.cadre.workflows.simulation;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.Aggregate;
import dev.cadre.workflows.plan.CheckEdit;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.EnterContainer;
import dev.cadre.workflows.plan.Entered;
import dev.cadre.workflows.plan.EvaluateCondition;
import dev.cadre.workflows.plan.FakeRecord;
import dev.cadre.workflows.plan.Instances;
import dev.cadre.workflows.plan.LeaveContainer;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanBook;
import dev.cadre.workflows.plan.PlanEnd;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.CallModel;
import dev.cadre.workflows.step.CallTool;
import dev.cadre.workflows.step.ExpireAttempt;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.Step;
import io.temporal.activity.Activity;
import io.temporal.common.converter.EncodedValues;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The activities' side of one plan, as the script wants it; what happens is {@link Seen}. */
final class World implements PlanBook {

  private static final Duration LONGEST_CALL = Duration.ofMillis(4);

  private final Plan plan;
  private final Script script;
  private final LongSupplier clock;
  final Instant began;
  private final FakeRecord record;
  private final Inputs inputs;
  private final Snapshots snapshots;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger bookings = new AtomicInteger();

  final Seen seen;

  /** Runs in each call of a model or a tool, with the number of calls so far. */
  volatile IntConsumer onCall = _ -> {};

  /**
   * For a plan that begins now.
   *
   * @param kept results that it takes over from another one
   * @param clock the server's time in milliseconds
   */
  World(Plan plan, Script script, Map<String, Object> kept, LongSupplier clock) {
    this.plan = plan;
    this.script = script;
    this.clock = clock;
    began = Instant.ofEpochMilli(clock.getAsLong());
    record = new FakeRecord(plan);
    inputs = new Inputs(plan, script, began);
    seen = new Seen(plan);
    snapshots = new Snapshots(plan, script, Output.of(inputs.of(List.of())), record, seen, kept);
  }

  /** The store does not answer, now and then. */
  private void outage() {
    if (script.outage(bookings.incrementAndGet())) {
      throw new IllegalStateException("the store does not answer");
    }
  }

  @Override
  public PlanSnapshot open(StartPlan start) {
    outage();
    seen.began(Activity.getExecutionContext().getInfo().getWorkflowRunId());
    return snapshots.open(start);
  }

  /** The failed plan is ordered to be tried again. */
  void retry() {
    record.close();
    NextRun.order(seen);
  }

  @Override
  public boolean record(RecordFacts batch) {
    outage();
    boolean ended = seen.ended();
    for (Fact fact : record.fresh(batch)) {
      record.write(fact);
      seen.fact(fact);
    }
    return ended;
  }

  @Override
  public boolean evaluate(EvaluateCondition condition) {
    outage();
    return bindings(condition).condition().orElseThrow(this::broken);
  }

  @Override
  public String render(EvaluateCondition text) {
    outage();
    return bindings(text).text().orElseThrow(this::broken);
  }

  private RuntimeException broken() {
    return failure(Trouble.of(FailureCategory.EXPRESSION_ERROR));
  }

  private Bindings bindings(EvaluateCondition question) {
    return new Bindings(seen, script, question, inputs.of(question.frames()));
  }

  @Override
  public String check(CheckEdit edit) {
    return "";
  }

  @Override
  public AttemptResult aggregate(Aggregate aggregate) {
    outage();
    Frame frame = Frame.last(aggregate.frames());
    String place = seen.places.of(aggregate.step(), frame);
    int execution = seen.ran(place, aggregate.occurrence(), null, null);
    seen.reads(place, aggregate.uses());
    if (script.breaks("aggregate", place, execution)) {
      throw broken();
    }
    return made(aggregate.step(), aggregate.occurrence(), frame, script.output(place, execution));
  }

  @Override
  public Entered enter(EnterContainer container) {
    outage();
    Frame frame = Frame.last(container.frames());
    String place = seen.places.of(container.step(), frame);
    int execution = seen.ran(place, container.occurrence(), null, null);
    if (script.breaks("enter", place, execution)) {
      throw broken();
    }
    Step step = seen.step(container.step());
    seen.places.enter(container.step(), container.occurrence(), frame);
    String box = place + "#" + execution;
    NextRun.keep(seen, container, box);
    int count = step instanceof MapStep ? script.items(seen.places.source(box)) : 1;
    return new Entered(
        step instanceof LoopStep ? 0 : count,
        record.base(container, Instances.reserved(step, count)),
        record.instances(container));
  }

  @Override
  public @Nullable AttemptResult expire(ExpireAttempt attempt) {
    return null;
  }

  @Override
  public AttemptResult leave(LeaveContainer container) {
    outage();
    Frame frame = Together.around(container);
    String place = seen.places.of(container.step(), frame);
    int execution = seen.places.execution(place, container.occurrence());
    if (script.breaks("leave", place, execution)) {
      throw failure(Trouble.of(FailureCategory.OUTPUT_TOO_LARGE));
    }
    Object output = new Together(seen).of(seen.step(container.step()), container);
    return made(container.step(), container.occurrence(), frame, output);
  }

  @Override
  public PlanEnd close(ClosePlan close) {
    outage();
    seen.closed(close);
    return new PlanEnd(close.status(), close.reason(), close.step());
  }

  /** A call of a model or a tool. */
  Object call(EncodedValues arguments) {
    record.decided(arguments);
    boolean tool = Activity.getExecutionContext().getInfo().getActivityType().startsWith("tool.");
    if (tool) {
      CallTool call = arguments.get(0, CallTool.class);
      return call(call.key(), call.frames(), call.uses(), true, false, null);
    }
    CallModel call = arguments.get(0, CallModel.class);
    return call(call.key(), call.frames(), call.uses(), false, call.probe(), call.note());
  }

  private AttemptResult call(
      AttemptKey key,
      List<Frame> frames,
      Map<String, Integer> uses,
      boolean tool,
      boolean through,
      String note) {
    seen.working(1);
    try {
      Frame frame = Frame.last(frames);
      String place = seen.places.of(key.step(), frame);
      String name = key.target() + "/" + key.attempt();
      seen.called(key);
      record.called(key.step(), key.occurrence(), frame);
      int execution = seen.ran(place, key.occurrence(), name, note);
      seen.reads(place, uses);
      onCall.accept(calls.incrementAndGet());
      LockSupport.parkNanos(script.duration(place, execution, name, LONGEST_CALL).toNanos());
      Trouble trouble =
          script.trouble(place, execution, key.target(), key.attempt(), tool, through);
      if (trouble != null) {
        throw failure(trouble);
      }
      return made(key.step(), key.occurrence(), frame, script.output(place, execution));
    } finally {
      seen.working(-1);
    }
  }

  private AttemptResult made(String step, int occurrence, Frame frame, Object tree) {
    String place = seen.places.of(step, frame);
    Output output = Output.of(tree);
    if (script.large(place, occurrence)) {
      output = new Output(null, "blob", output.sha256(), output.size());
    }
    record.completed(step, occurrence, frame, output);
    seen.made(step, occurrence, frame, tree);
    return new AttemptResult(output, null);
  }

  private RuntimeException failure(Trouble trouble) {
    return trouble.failure(Instant.ofEpochMilli(clock.getAsLong()));
  }
}
