package dev.cadre.activities.plan;

import dev.cadre.activities.step.Failures;
import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.Bindings;
import dev.cadre.workflows.plan.Names;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanEnd;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.rehearsal.Mocks;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.SubplanStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What the stores would know of one plan, and what the world answers to it. */
final class MemoryPlan {

  final Plan plan;
  final Object input;
  final Mocks mocks;
  final Queue<Fact.GateOpened> gates = new ConcurrentLinkedQueue<>();
  volatile PlanEnd end;
  volatile Object result;

  private final Map<String, Integer> bases = new HashMap<>();
  private final AtomicInteger last = new AtomicInteger();
  private final Map<String, Object> values = new HashMap<>();
  private final Map<String, List<?>> items = new HashMap<>();
  private final Map<String, Row> rows = new LinkedHashMap<>();

  private record Row(String step, Frame frame, StepState state) {}

  MemoryPlan(Plan plan, Object input, Mocks mocks) {
    this.plan = plan;
    this.input = input;
    this.mocks = mocks;
  }

  PlanSteps.Found find(String step) {
    return PlanSteps.find(plan, step).orElseThrow();
  }

  /** The variables of an expression inside of these containers. */
  Set<String> names(List<Frame> frames) {
    return frames.isEmpty() ? Names.of(List.of()) : find(frames.getLast().step()).namesInside();
  }

  synchronized Bindings bindings(Set<String> named, Map<String, Integer> uses, List<Frame> frames) {
    Map<String, Object> outputs = new HashMap<>();
    uses.forEach((step, occurrence) -> outputs.put(step, values.get(step + "#" + occurrence)));
    Map<String, Object> bound = new HashMap<>();
    Object seen = input;
    for (Frame frame : frames) {
      switch (find(frame.step()).step()) {
        case MapStep map -> bound.putAll(Bindings.item(map, item(frame)));
        case LoopStep _ -> bound.put(Names.TURN, (long) frame.index());
        case SubplanStep _ -> {
          bound.clear();
          seen = item(frame);
        }
        default -> throw new IllegalStateException(frame.step() + " holds no steps");
      }
    }
    return Bindings.of(named, seen, outputs, bound);
  }

  private Object item(Frame frame) {
    return items.get(frame.step() + "#" + frame.occurrence()).get(frame.index());
  }

  synchronized void enter(String step, int occurrence, List<?> opened) {
    items.put(step + "#" + occurrence, opened);
  }

  synchronized Object value(String step, int occurrence) {
    return values.get(step + "#" + occurrence);
  }

  /** A result that is committed. */
  synchronized AttemptResult commit(String step, int occurrence, Frame frame, Object value) {
    values.put(step + "#" + occurrence, value);
    moved(step, frame, StepState.COMPLETED);
    return new AttemptResult(Output.of(value), null);
  }

  private void moved(String step, Frame frame, StepState state) {
    rows.put(step + "/" + (frame == null ? 0 : frame.scope()), new Row(step, frame, state));
  }

  synchronized void write(Fact fact) {
    switch (fact) {
      case Fact.StepMoved moved -> {
        Row row =
            rows.get(moved.step() + "/" + (moved.frame() == null ? 0 : moved.frame().scope()));
        // What is told in a batch may be told after a result that came meanwhile.
        if (row == null || !row.state().terminal()) {
          moved(moved.step(), moved.frame(), moved.state());
        }
      }
      case Fact.OutputCommitted made ->
          commit(made.step(), made.occurrence(), made.frame(), made.output().value());
      case Fact.GateOpened opened -> gates.add(opened);
      default -> {}
    }
  }

  /** What a call answers, or fails with. */
  Object answer(String step) {
    String failure = mocks.failures().get(step);
    if (failure != null) {
      throw Failures.of(Failures.notCalled(FailureCategory.valueOf(failure), "As it was told."));
    }
    return mocks.outputs().get(step);
  }

  /** Every step that has ended by itself, with the item that it is of and how it ended. */
  synchronized List<String> path() {
    List<String> path = new ArrayList<>();
    rows.values()
        .forEach(row -> {
          if (row.state().terminal()) {
            Integer item = row.frame() == null ? null : row.frame().index();
            path.add(row.step() + " " + item + " " + row.state());
          }
        });
    return path.stream().sorted().toList();
  }

  static <T> T evaluate(String pointer, Evaluation<T> evaluation) {
    try {
      return evaluation.value();
    } catch (ExpressionException e) {
      throw Failures.expression(pointer, e);
    }
  }

  /** Something that expressions are evaluated for. */
  interface Evaluation<T> {
    T value() throws ExpressionException;
  }

  /** The number after which those of a container's instances begin, once for each occurrence. */
  synchronized int base(String container, int numbers) {
    return bases.computeIfAbsent(container, _ -> last.getAndAdd(numbers));
  }
}
