package dev.cadre.workflows.plan;

import dev.cadre.workflows.expression.Expressions;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.SubplanStep;
import dev.cadre.workflows.step.ToolStep;
import dev.cadre.workflows.step.WaitStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A graph of steps: the plan's, a subplan's, or the one step of a map or a loop. It knows its steps
 * by id, which of them lie before which, and what their expressions may name.
 */
final class PlanScope {

  /** Stands for the position of what is read when all steps have ended. */
  static final int END = -1;

  /**
   * What holds the graph.
   *
   * @param outer the graph of the container
   * @param at the container's position there
   */
  record Around(PlanScope outer, int at, Step container) {}

  private final List<StepDraft> drafts;
  private final @Nullable Around around;
  private final Set<String> names;
  private final @Nullable Object input;
  private final Map<String, Integer> byId = new HashMap<>();
  private final Map<Integer, PlanScope> inner = new HashMap<>();
  private final Precedence graph;

  private PlanScope(
      List<StepDraft> drafts, @Nullable Around around, Set<String> names, @Nullable Object input) {
    this.drafts = drafts;
    this.around = around;
    this.names = names;
    this.input = input;
    for (int i = 0; i < drafts.size(); i++) {
      if (!drafts.get(i).id().isEmpty()) {
        byId.putIfAbsent(drafts.get(i).id(), i);
      }
    }
    this.graph = graph(List.of());
  }

  /**
   * The graphs of a plan: its own first, each before those inside it.
   *
   * @param read whether the value at a pointer could be read
   */
  static List<PlanScope> all(List<StepDraft> drafts, Object input, Predicate<String> read) {
    List<PlanScope> all = new ArrayList<>();
    collect(new PlanScope(drafts, null, Expressions.PLAN_VARIABLES, input), read, all);
    return List.copyOf(all);
  }

  private static void collect(PlanScope scope, Predicate<String> read, List<PlanScope> all) {
    all.add(scope);
    for (int i = 0; i < scope.drafts.size(); i++) {
      PlanScope inner = scope.open(i, read);
      if (inner != null) {
        scope.inner.put(i, inner);
        collect(inner, read, all);
      }
    }
  }

  private @Nullable PlanScope open(int at, Predicate<String> read) {
    StepDraft draft = drafts.get(at);
    return switch (draft.step()) {
      case MapStep map -> open(at, map, draft.nested(), input);
      case LoopStep loop -> open(at, loop, draft.nested(), input);
      case SubplanStep subplan -> {
        boolean known = read.test(draft.pointer() + "/input");
        yield open(at, subplan, draft.nested(), known ? subplan.input() : null);
      }
      case AgentStep _, ToolStep _, ChoiceStep _, AggregateStep _, GateStep _, WaitStep _ -> null;
      case null -> null;
    };
  }

  private PlanScope open(int at, Step container, List<StepDraft> held, @Nullable Object seen) {
    Around here = new Around(this, at, container);
    return new PlanScope(held, here, Names.inside(container, names), seen);
  }

  List<StepDraft> drafts() {
    return drafts;
  }

  /** Null for the plan itself. */
  @Nullable Around around() {
    return around;
  }

  /** The variables that stand here. */
  Set<String> names() {
    return names;
  }

  /** What expressions here call {@code input}; null when that is not known. */
  @Nullable Object input() {
    return input;
  }

  /**
   * What the container at the position holds.
   *
   * @throws IllegalArgumentException when there is none
   */
  PlanScope inner(int position) {
    PlanScope found = inner.get(position);
    if (found == null) {
      throw new IllegalArgumentException("no container at " + position);
    }
    return found;
  }

  /** Whether expressions here may look further out. */
  boolean seesOut() {
    return around != null && !(around.container instanceof SubplanStep);
  }

  /** The position among the drafts of the first step of that id. */
  @Nullable Integer position(String id) {
    return byId.get(id);
  }

  Precedence graph() {
    return graph;
  }

  /**
   * Whether a step of this graph has an output where another is at work. In a loop that is the
   * output of the turn before.
   *
   * @param at the other's position, or {@link #END}
   */
  boolean readable(int at, String id) {
    return at == END
        || upstream(at, id)
        || (around != null && around.container instanceof LoopStep);
  }

  private boolean upstream(int position, String other) {
    Integer ancestor = byId.get(other);
    return ancestor != null && ancestor != position && graph.reaches(position, ancestor);
  }

  /** The graph of dependencies with further edges, each {@code {from, to}}. */
  Precedence graph(List<int[]> further) {
    List<List<Integer>> before = new ArrayList<>();
    for (StepDraft draft : drafts) {
      List<Integer> known = new ArrayList<>();
      for (String id : draft.dependsOn()) {
        Integer position = byId.get(id);
        if (position != null) {
          known.add(position);
        }
      }
      before.add(known);
    }
    further.forEach(edge -> before.get(edge[1]).add(edge[0]));
    return new Precedence(
        before.stream()
            .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new));
  }
}
