package dev.cadre.workflows.plan;

import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.Step;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which steps of a plan run anew when it is done again from one of them, perhaps with another
 * input. Pure.
 */
public final class Redo {

  private final Plan plan;
  private final PlanGraph graph;
  private final BitSet again;

  public Redo(Plan plan) {
    this.plan = plan;
    this.graph = new PlanGraph(plan);
    this.again = new BitSet(graph.size());
  }

  /** The step runs anew, and what comes after it. */
  public Redo from(String step) {
    again.set(graph.position(step));
    return this;
  }

  /**
   * Every step that reads a field that differs runs anew, and every gate with what holds it: what
   * was approved was another thing.
   *
   * @throws ExpressionException when an expression of the plan does not compile
   */
  public Redo input(@Nullable Object before, @Nullable Object after) throws ExpressionException {
    Set<String> changed = changed(before, after);
    if (changed != null) {
      for (int i = 0; i < graph.size(); i++) {
        Step step = graph.step(i);
        if (gated(step) || StepReads.input(step, changed)) {
          again.set(i);
        }
      }
    }
    return this;
  }

  private static boolean gated(Step step) {
    return PlanSteps.all(List.of(step)).anyMatch(GateStep.class::isInstance);
  }

  /** Null when nothing differs; empty when everything may. */
  private static @Nullable Set<String> changed(@Nullable Object before, @Nullable Object after) {
    if (!(before instanceof Map<?, ?> old) || !(after instanceof Map<?, ?> fresh)) {
      return same(before, after) ? null : Set.of();
    }
    Set<String> changed = new HashSet<>();
    Set<Object> names = new HashSet<>(old.keySet());
    names.addAll(fresh.keySet());
    for (Object name : names) {
      if (old.containsKey(name) != fresh.containsKey(name)
          || !same(old.get(name), fresh.get(name))) {
        changed.add(String.valueOf(name));
      }
    }
    return changed.isEmpty() ? null : changed;
  }

  private static boolean same(@Nullable Object one, @Nullable Object other) {
    return CanonicalJson.of(one).equals(CanonicalJson.of(other));
  }

  /** The ids of the steps that keep the result they have, in the order of the plan. */
  public Set<String> kept() {
    BitSet anew = closed();
    Set<String> kept = new LinkedHashSet<>();
    for (int i = 0; i < graph.size(); i++) {
      if (!anew.get(i)) {
        kept.add(plan.steps().get(i).id());
      }
    }
    return kept;
  }

  /** With all that comes after, also through a stand-in: it may not be needed this time. */
  private BitSet closed() {
    BitSet anew = new BitSet(graph.size());
    ArrayDeque<Integer> open = new ArrayDeque<>(again.stream().boxed().toList());
    while (!open.isEmpty()) {
      int step = open.pop();
      if (!anew.get(step)) {
        anew.set(step);
        open.addAll(graph.dependents(step));
        String standIn = graph.step(step).options().onFailure().step();
        if (standIn != null) {
          open.add(graph.position(standIn));
        }
      }
    }
    return anew;
  }
}
