package dev.cadre.workflows.rehearsal;

import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanGraph;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What all graphs of one rehearsal share, and the limits of it. */
final class Stage {

  /** The most instances of steps, those of items and turns included. */
  static final int MOST_STEPS = 20_000;

  /** The most that outputs, items and inputs may take together, in RFC 8785 characters. */
  private static final long MOST_KEPT = 32L << 20;

  /**
   * What a call is said to answer.
   *
   * @param value null is an answer too
   */
  record Said(@Nullable Object value) {}

  private final Plan plan;
  private final Mocks mocks;
  private final Agenda agenda;
  private final ArgumentCheck arguments;
  private final Map<String, String> pointers = new HashMap<>();
  private final Map<String, PlanGraph> graphs = new HashMap<>();
  private final Map<String, Integer> calls = new HashMap<>();
  private final List<String> order = new ArrayList<>();
  private int opened;
  private int steps;
  private long kept;
  private boolean madeUp;

  Stage(Plan plan, Mocks mocks, Agenda agenda, ArgumentCheck arguments) {
    this.plan = plan;
    this.mocks = mocks;
    this.agenda = agenda;
    this.arguments = arguments;
  }

  Mocks mocks() {
    return mocks;
  }

  Agenda agenda() {
    return agenda;
  }

  /** The ids of the steps that have ended, in their order. */
  List<String> order() {
    return order;
  }

  /** Where a step stands in the document. */
  String pointer(Step step) {
    return pointers.computeIfAbsent(step.id(), id -> PlanSteps.get(plan, id).pointer());
  }

  /** The graph that a container holds. */
  PlanGraph inside(Step container) {
    return graphs.computeIfAbsent(container.id(), _ -> new PlanGraph(container.nested()));
  }

  /** Counts the steps of a graph that is about to be opened; its number. */
  int open(PlanGraph graph) {
    steps += graph.size();
    if (steps > MOST_STEPS) {
      throw new RehearsalTooLarge(
          "The dry run passes %,d steps, those of items and turns counted each; give it shorter lists."
              .formatted(MOST_STEPS));
    }
    return opened++;
  }

  /** A value is made up. */
  void makeUp() {
    madeUp = true;
  }

  /** What is wrong with a tool's arguments; of what was made up somewhere nothing can be said. */
  String problem(String tool, @Nullable Object rendered) {
    return madeUp ? "" : arguments.problem(tool, rendered);
  }

  /** Counts a value that will stay. */
  <T extends @Nullable Object> T keep(T value) {
    count(CanonicalJson.of(value).length());
    return value;
  }

  /** As {@link #keep}, as an output. */
  Output output(@Nullable Object value) {
    Output output = Output.of(value);
    count(output.size());
    return output;
  }

  private void count(long size) {
    kept += size;
    if (kept > MOST_KEPT) {
      throw new RehearsalTooLarge(
          "The values of the dry run are over %d MiB together; give it smaller ones."
              .formatted(MOST_KEPT >> 20));
    }
  }

  /** What the next call of a step is said to answer; empty when nothing is said. */
  Optional<Said> said(Step step) {
    int call = calls.merge(step.id(), 1, Integer::sum) - 1;
    List<@Nullable Object> items = mocks.items().getOrDefault(step.id(), List.of());
    if (call < items.size()) {
      return Optional.of(new Said(items.get(call)));
    }
    return mocks.outputs().containsKey(step.id())
        ? Optional.of(new Said(mocks.outputs().get(step.id())))
        : Optional.empty();
  }
}
