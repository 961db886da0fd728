package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.StepState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The steps whose needs have all ended, kept at constant cost for each completed dependency. */
final class Frontier {

  private final PlanGraph graph;
  private final StepState[] states;
  private final boolean[] triggered;

  /** Needs that have not ended; a stand-in has one more, which its trigger takes away. */
  private final int[] missing;

  /** What waits for a reopened step without needing it directly, and the other way round. */
  private final List<Set<Integer>> waiters = new ArrayList<>();

  private final List<Set<Integer>> awaited = new ArrayList<>();
  private final ArrayDeque<Integer> free = new ArrayDeque<>();

  /**
   * Of a graph.
   *
   * @param states of its steps, as their owner changes them
   */
  Frontier(PlanGraph graph, StepState[] states) {
    this.graph = graph;
    this.states = states;
    triggered = new boolean[states.length];
    missing = new int[states.length];
    for (int step = 0; step < states.length; step++) {
      waiters.add(new LinkedHashSet<>());
      awaited.add(new LinkedHashSet<>());
    }
    recount();
  }

  /** The next step whose needs have all ended, or null. */
  @Nullable Integer poll() {
    return any() ? free.poll() : null;
  }

  /** Whether {@link #poll()} would give a step. */
  boolean any() {
    while (!free.isEmpty() && states[free.peek()] != StepState.PENDING) {
      free.poll();
    }
    return !free.isEmpty();
  }

  /** Whether a failure asked for this stand-in. */
  boolean triggered(int step) {
    return triggered[step];
  }

  /** A failure asks for a stand-in; the second time changes nothing. */
  void trigger(int standIn) {
    if (!triggered[standIn]) {
      triggered[standIn] = true;
      need(standIn, -1);
    }
  }

  /** A step has ended. */
  void ended(int step) {
    graph.dependents(step).forEach(dependent -> need(dependent, -1));
    waiters.get(step).forEach(waiter -> need(waiter, -1));
    String standIn = graph.step(step).options().onFailure().step();
    if (standIn != null) {
      int position = graph.position(standIn);
      if (!triggered[position] && allEnded(graph.standsInFor(position))) {
        need(position, -1);
      }
    }
  }

  /** Steps went back to PENDING. */
  void reopened(BitSet steps) {
    steps.stream().forEach(this::bridge);
    recount();
  }

  /** The same from the states alone: what has not ended counts as reopened. */
  void rebuild() {
    BitSet open = new BitSet(states.length);
    for (int step = 0; step < states.length; step++) {
      open.set(step, !states[step].terminal());
    }
    reopened(open);
  }

  /**
   * What lies behind a reopened step may read it through steps that keep their results: it waits
   * for the reopened one all the same.
   */
  private void bridge(int reopened) {
    BitSet seen = new BitSet(states.length);
    ArrayDeque<Integer> kept = new ArrayDeque<>();
    kept.add(reopened);
    while (!kept.isEmpty()) {
      int from = kept.pop();
      for (int behind : graph.dependents(from)) {
        if (seen.get(behind)) {
          continue;
        }
        seen.set(behind);
        if (states[behind].terminal()) {
          kept.add(behind);
        } else if (from != reopened && !graph.needs(behind).contains(reopened)) {
          waiters.get(reopened).add(behind);
          awaited.get(behind).add(reopened);
        }
      }
    }
  }

  /** Counts anew, after states were changed at will. */
  void recount() {
    free.clear();
    for (int step = 0; step < states.length; step++) {
      missing[step] = open(graph.needs(step)) + open(awaited.get(step));
      List<Integer> failing = graph.standsInFor(step);
      triggered[step] = failing.stream().anyMatch(i -> states[i] == StepState.FAILED);
      if (!failing.isEmpty() && !triggered[step] && !allEnded(failing)) {
        missing[step]++;
      }
      need(step, 0);
    }
  }

  private void need(int step, int change) {
    missing[step] += change;
    if (missing[step] == 0 && states[step] == StepState.PENDING) {
      free.add(step);
    }
  }

  private int open(Collection<Integer> steps) {
    return (int) steps.stream().filter(step -> !states[step].terminal()).count();
  }

  private boolean allEnded(List<Integer> steps) {
    return open(steps) == 0;
  }
}
