package dev.cadre.workflows.plan;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.PlanSnapshot.PriorStep;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepState;
import io.temporal.common.converter.EncodedValues;
import io.temporal.failure.ApplicationFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Where the steps of a plan stand, as PostgreSQL would know it. */
public final class FakeRecord {

  record Place(String step, int scope) {}

  record Row(Frame frame, int occurrence, StepState state, String reason, Output output) {}

  /** What was told by each batch, as often as it was told. */
  private final Map<String, List<String>> told = new HashMap<>();

  private final Map<String, Integer> bases = new HashMap<>();
  private final Set<String> called = new HashSet<>();
  private int last;
  private int early;
  private final Map<GateId, Fact.GateOpened> opened = new HashMap<>();
  private final Set<GateId> closed = new HashSet<>();
  private final List<Said> said = new ArrayList<>();
  private final Plan plan;
  private final Map<Place, Row> rows = new LinkedHashMap<>();
  private final FakeLeft left = new FakeLeft(this::entered);

  public FakeRecord(Plan plan) {
    this.plan = plan;
    plan.steps().forEach(step -> rows.put(new Place(step.id(), 0), row(null, 1)));
  }

  private static Row row(Frame frame, int occurrence) {
    return new Row(frame, occurrence, StepState.PENDING, null, null);
  }

  private static Place place(String step, Frame frame) {
    return new Place(step, frame == null ? 0 : frame.scope());
  }

  /** Of a batch, what was not told before: a task that is lost writes it again, and maybe more. */
  public synchronized List<Fact> fresh(RecordFacts batch) {
    List<String> all =
        told.computeIfAbsent(batch.run() + "/" + batch.batch(), _ -> new ArrayList<>());
    List<String> before = new ArrayList<>(all);
    List<Fact> fresh =
        batch.facts().stream().filter(fact -> !before.remove(timeless(fact))).toList();
    fresh.forEach(fact -> all.add(timeless(fact)));
    return fresh;
  }

  private static String timeless(Fact fact) {
    return fact.toString().replaceAll("at=[^,\\]]*", "");
  }

  public synchronized void write(Fact fact) {
    switch (fact) {
      case Fact.StepMoved m ->
          moved(
              place(m.step(), m.frame()),
              new Row(m.frame(), m.occurrence(), m.state(), m.reason(), null));
      case Fact.OutputCommitted made ->
          completed(made.step(), made.occurrence(), made.frame(), made.output());
      case Fact.GateOpened gate -> opened.put(gate.gate(), gate);
      case Fact.GateClosed gate -> closed.add(gate.gate());
      case Fact.DecisionJudged judged -> judged(judged);
      default -> {}
    }
  }

  private void judged(Fact.DecisionJudged judged) {
    DecideGate decision = judged.decision();
    Fact.GateOpened gate = opened.get(judged.gate());
    boolean redo = judged.answer().outcome() == GateOutcome.REDONE;
    if (gate != null
        && judged.answer().accepted()
        && (redo || judged.answer().outcome() == GateOutcome.ADJUSTED)
        && decision.comment() != null
        && decision.output() == null) {
      int scope = place(gate.step(), gate.frame()).scope();
      said.add(new Said(scope, gate.step(), redo, decision.steps(), decision.comment()));
    }
  }

  /** What reviewers said as they sent gates back. */
  public synchronized List<Said> said() {
    return List.copyOf(said);
  }

  /** How many calls came before the decision that allows them was written. */
  synchronized int early() {
    return early;
  }

  /** What a worker does where a decision that allows a call is not written yet. */
  public synchronized void decided(EncodedValues arguments) {
    if (arguments.getSize() > 1 && !closed.contains(arguments.get(1, GateId.class))) {
      early++;
      throw ApplicationFailure.newNonRetryableFailure(
          "not written yet",
          FailureCategory.UNDECIDED.name(),
          FakeTargets.failure(FailureCategory.UNDECIDED));
    }
  }

  private void moved(Place place, Row moved) {
    Row row = rows.getOrDefault(place, row(moved.frame(), 0));
    boolean later =
        row.occurrence() < moved.occurrence()
            || (row.occurrence() == moved.occurrence()
                && (moved.state().terminal() || !row.state().terminal()));
    if (later) {
      rows.put(place, moved);
    }
  }

  public synchronized void completed(String step, int occurrence, Frame frame, Output output) {
    rows.merge(
        place(step, frame),
        new Row(frame, occurrence, StepState.COMPLETED, null, output),
        (row, made) -> row.occurrence() <= occurrence ? made : row);
  }

  /** Whether an output is written. */
  synchronized boolean has(String step, int occurrence) {
    return rows.entrySet().stream()
        .anyMatch(row ->
            row.getKey().step().equals(step)
                && row.getValue().occurrence() == occurrence
                && row.getValue().output() != null);
  }

  /** The plan's own steps, without their values. */
  public synchronized List<PriorStep> left() {
    return plan.steps().stream()
        .map(Step::id)
        .map(id -> new Place(id, 0))
        .map(place -> left.prior(place, Objects.requireNonNull(rows.get(place))))
        .toList();
  }

  /** Ends what has not ended, as the plan's own end does. */
  public synchronized void close() {
    rows.replaceAll((_, row) ->
        row.state().terminal()
            ? row
            : new Row(row.frame(), row.occurrence(), StepState.CANCELLED, null, null));
  }

  /**
   * What the next run starts from: what was skipped after it had begun counts as failed. Then the
   * plan's own steps go back to the start, and those of instances are marked.
   */
  public synchronized List<PriorStep> leftByAnotherRun() {
    List<PriorStep> prior = left().stream().map(this::failedInVain).toList();
    rows.forEach((place, row) -> left.mark(place, row, row.occurrence()));
    prior.stream().filter(step -> step.state() != StepState.COMPLETED).forEach(this::backToStart);
    return prior;
  }

  private PriorStep failedInVain(PriorStep step) {
    String occurrence = step.step() + "/" + step.occurrence();
    boolean begun = called.contains(occurrence) || bases.containsKey(occurrence);
    return step.state() == StepState.SKIPPED && begun
        ? new PriorStep(
            step.step(), step.occurrence(), StepState.FAILED, step.reason(), null, null, null)
        : step;
  }

  private void backToStart(PriorStep step) {
    Place place = new Place(step.step(), 0);
    Row old = Objects.requireNonNull(rows.get(place));
    boolean again = step.state() == StepState.FAILED || step.state() == StepState.CANCELLED;
    Row next = row(null, old.occurrence() + (again ? 1 : 0));
    left.mark(place, old, next.occurrence());
    rows.put(place, next);
  }

  /** A model or a tool is called for a step, which begins by that. */
  public synchronized void called(String step, int occurrence, Frame frame) {
    called.add(step + "/" + occurrence);
    moved(place(step, frame), new Row(frame, occurrence, StepState.RUNNING, null, null));
  }

  private boolean entered(String container, int occurrence) {
    return bases.containsKey(container + "/" + occurrence);
  }

  /** The number after which those of a container's instances begin, once for each occurrence. */
  public synchronized int base(EnterContainer container, int numbers) {
    String key = container.step() + "/" + container.occurrence();
    Integer given = bases.get(key);
    if (given != null) {
      return given;
    }
    bases.put(key, last);
    last += numbers;
    return last - numbers;
  }

  /** The instances of a container's kept occurrence, which become this one's and stay so. */
  public synchronized List<Entered.Instance> instances(EnterContainer container) {
    if (container.keptFrom() == null) {
      return List.of();
    }
    Map<Integer, List<Place>> found = new TreeMap<>();
    rows.forEach((place, row) -> {
      Frame frame = row.frame();
      if (frame != null
          && frame.step().equals(container.step())
          && List.of(container.keptFrom(), container.occurrence()).contains(frame.occurrence())) {
        found.computeIfAbsent(frame.index(), _ -> new ArrayList<>()).add(place);
      }
    });
    return found.entrySet().stream().map(each -> instance(container, each)).toList();
  }

  private Entered.Instance instance(
      EnterContainer container, Map.Entry<Integer, List<Place>> found) {
    List<PriorStep> steps = new ArrayList<>();
    for (Place place : found.getValue()) {
      Row row = Objects.requireNonNull(rows.get(place));
      Frame old = row.frame();
      Frame now = new Frame(old.step(), container.occurrence(), old.index(), old.scope());
      rows.put(place, new Row(now, row.occurrence(), row.state(), row.reason(), row.output()));
      steps.add(left.prior(place, row));
    }
    return new Entered.Instance(found.getKey(), found.getValue().getFirst().scope(), steps);
  }
}
