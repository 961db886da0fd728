package dev.cadre.workflows.simulation;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepState;
import io.temporal.activity.Activity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** What a world sees of its plan, place by place, and what it finds wrong at once. */
final class Seen {

  /** One opening of a gate. */
  static final class Opening {
    final Fact.GateOpened fact;
    final String place;
    GateOutcome outcome;

    Opening(Fact.GateOpened fact, String place) {
      this.fact = fact;
      this.place = place;
    }
  }

  /** How a step stands. */
  record Row(int occurrence, StepState state, String reason) {}

  /** Calls of one execution; a note for each. */
  record Run(List<String> calls, Set<String> notes) {}

  final Places places = new Places();
  final List<String> wrong = new ArrayList<>();

  /** The runs' parts, by the server's ids. */
  final Set<String> parts = new LinkedHashSet<>();

  final Map<String, Row> rows = new LinkedHashMap<>();
  final Map<String, List<Run>> runs = new LinkedHashMap<>();
  final Map<String, Object> outputs = new LinkedHashMap<>();
  final Map<String, List<Opening>> openings = new LinkedHashMap<>();
  final List<DecisionAnswer> answers = new ArrayList<>();
  PlanStatus status = PlanStatus.RUNNING;
  ClosePlan close;

  private boolean ended;
  private int retries;

  /** Keys of calls, each with the number of retries before it. */
  private final Map<String, Integer> keys = new HashMap<>();

  private final Plan plan;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Map<String, Opening> byId = new LinkedHashMap<>();
  private final AtomicInteger atWork = new AtomicInteger();

  Seen(Plan plan) {
    this.plan = plan;
  }

  boolean isMap(String step) {
    return step(step) instanceof MapStep;
  }

  Step step(String id) {
    return PlanSteps.find(plan, id).orElseThrow().step();
  }

  synchronized void began(String run) {
    parts.add(run);
  }

  /** What ended it was a workflow task that is done once more. */
  private void goesOn() {
    close = null;
  }

  /** The plan is tried again. */
  void again() {
    close = null;
    ended = false;
    retries++;
  }

  void working(int change) {
    atWork.addAndGet(change);
  }

  boolean quiet() {
    return atWork.get() == 0;
  }

  /**
   * An execution reaches the world; which one at its place. What is local to a workflow task may
   * come again, if the task does.
   */
  synchronized int ran(String place, int occurrence, String call, String note) {
    boolean again = Activity.getExecutionContext().getInfo().isLocal();
    int execution = places.execution(place, occurrence);
    List<Run> all = runs.computeIfAbsent(place, _ -> new ArrayList<>());
    while (all.size() < execution) {
      all.add(new Run(new ArrayList<>(), new HashSet<>()));
    }
    if (call != null) {
      Run run = all.get(execution - 1);
      run.notes().add(note);
      if (!run.calls().contains(call)) {
        run.calls().add(call);
      } else if (!again) {
        wrong.add(place + " calls " + call + " again");
      }
    }
    goesOn();
    return execution;
  }

  /** A later run's calls have keys of their own. */
  synchronized void called(AttemptKey key) {
    if (keys.computeIfAbsent(key.toString(), _ -> retries) != retries) {
      wrong.add(key + " is called in another run too");
    }
  }

  /** What is read must have been written before. */
  synchronized void reads(String place, Map<String, Integer> uses) {
    uses.forEach((step, occurrence) -> {
      if (!values.containsKey(step + "#" + occurrence)) {
        wrong.add(place + " reads " + step + "#" + occurrence + ", which is not written");
      }
    });
  }

  synchronized Object value(String step, int occurrence) {
    if (!values.containsKey(step + "#" + occurrence)) {
      wrong.add("an expression reads " + step + "#" + occurrence + ", which is not written");
    }
    return values.get(step + "#" + occurrence);
  }

  /** A result is committed. */
  synchronized void made(String step, int occurrence, Frame frame, Object value) {
    String key = step + "#" + occurrence;
    if (!Objects.equals(values.getOrDefault(key, value), value)) {
      wrong.add(key + " has two results");
    }
    values.put(key, value);
    String place = places.of(step, frame);
    Row row = rows.get(place);
    if (row == null || row.occurrence() <= occurrence) {
      rows.put(place, new Row(occurrence, StepState.COMPLETED, null));
      outputs.put(place, value);
    }
  }

  synchronized void fact(Fact fact) {
    if (!(fact instanceof Fact.DecisionJudged || fact instanceof Fact.SignalRefused)) {
      // A message may come as late as beside the end.
      goesOn();
    }
    switch (fact) {
      case Fact.PlanMoved moved -> status = moved.status();
      case Fact.StepMoved moved -> moved(moved);
      case Fact.GateOpened opened -> opened(opened);
      case Fact.GateClosed closed -> close(closed);
      case Fact.DecisionJudged judged -> answers.add(judged.answer());
      case Fact.OutputCommitted made ->
          made(
              made.step(),
              made.occurrence(),
              made.frame(),
              made.origin().equals("wait") ? Waits.OUTPUT : made.output().value());
      case Fact.GateNotRequired _, Fact.SignalRefused _ -> {}
    }
  }

  private void opened(Fact.GateOpened fact) {
    Opening opening = new Opening(fact, places.of(fact.step(), fact.frame()));
    if (byId.putIfAbsent(fact.gate().toString(), opening) != null) {
      wrong.add(opening.place + " opens twice");
      return;
    }
    openings.computeIfAbsent(opening.place, _ -> new ArrayList<>()).add(opening);
  }

  private void moved(Fact.StepMoved moved) {
    String place = places.of(moved.step(), moved.frame());
    Row row = rows.get(place);
    boolean later =
        row == null
            || row.occurrence() < moved.occurrence()
            || row.occurrence() == moved.occurrence()
                && (moved.state().terminal() || !row.state().terminal());
    if (later) {
      rows.put(place, new Row(moved.occurrence(), moved.state(), moved.reason()));
      outputs.remove(place);
    }
  }

  /** A workflow task that is done once more may close it by another event; the first one stands. */
  private void close(Fact.GateClosed closed) {
    Opening opening = byId.get(closed.gate().toString());
    if (opening.outcome == null) {
      opening.outcome = closed.outcome();
    } else if (!Activity.getExecutionContext().getInfo().isLocal()) {
      wrong.add(opening.place + " closes twice");
    }
  }

  synchronized Opening opening(String place, int number) {
    return openings.get(place).get(number - 1);
  }

  synchronized void closed(ClosePlan end) {
    close = end;
    ended = true;
  }

  /** Whether its end was written, also by a workflow task that is done once more. */
  synchronized boolean ended() {
    return ended;
  }
}
