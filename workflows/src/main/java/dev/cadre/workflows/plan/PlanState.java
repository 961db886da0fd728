package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.StepState;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where each step of a plan stands. Deterministic and without I/O: told what happened, it keeps the
 * states, outputs and occurrences, and the frontier of steps that are next ({@link StepSchedule}
 * says what becomes of them).
 */
public final class PlanState {

  private final PlanGraph graph;
  private final StepState[] states;
  private final int[] occurrences;
  private final @Nullable Output[] outputs;
  private final boolean[] notTaken;
  private final EnumMap<StepState, Integer> counts = new EnumMap<>(StepState.class);
  private final Frontier frontier;

  public PlanState(PlanGraph graph) {
    this.graph = graph;
    int size = graph.size();
    states = new StepState[size];
    Arrays.fill(states, StepState.PENDING);
    occurrences = new int[size];
    Arrays.fill(occurrences, 1);
    outputs = new @Nullable Output[size];
    notTaken = new boolean[size];
    counts.put(StepState.PENDING, size);
    frontier = new Frontier(graph, states);
  }

  /** A step as an earlier run of the plan left it; all of them before anything else. */
  public void restore(PlanSnapshot.PriorStep prior) {
    int step = graph.position(prior.step());
    boolean kept = prior.state() == StepState.COMPLETED;
    boolean began = prior.state() == StepState.FAILED || prior.state() == StepState.CANCELLED;
    occurrences[step] = prior.occurrence() + (began ? 1 : 0);
    if (kept) {
      outputs[step] = prior.output();
      move(step, StepState.COMPLETED);
    }
    frontier.recount();
  }

  public StepState state(int step) {
    return states[step];
  }

  public int occurrence(int step) {
    return occurrences[step];
  }

  /** The latest output; null when the step has none. */
  public @Nullable Output output(int step) {
    return outputs[step];
  }

  /** Whether the step is on a way that was not taken (unlike one whose own condition was false). */
  public boolean notTaken(int step) {
    return notTaken[step];
  }

  /** Whether a failure asked for this stand-in. */
  public boolean triggered(int step) {
    return frontier.triggered(step);
  }

  public int count(StepState state) {
    return counts.getOrDefault(state, 0);
  }

  /** Whether every step has ended. */
  public boolean ended() {
    return Arrays.stream(StepState.values()).filter(StepState::terminal).mapToInt(this::count).sum()
        == graph.size();
  }

  /** The next step whose needs have all ended, or null. */
  public @Nullable Integer poll() {
    return frontier.poll();
  }

  /** Whether {@link #poll()} would give a step. */
  boolean hasNext() {
    return frontier.any();
  }

  public void started(int step) {
    move(step, StepState.RUNNING);
  }

  public void waits(int step) {
    move(step, StepState.WAITING);
  }

  public void completed(int step, Output output) {
    outputs[step] = output;
    end(step, StepState.COMPLETED);
  }

  /**
   * Skips a step.
   *
   * @param untaken it is on a way that was not taken
   */
  public void skipped(int step, boolean untaken) {
    notTaken[step] = untaken;
    end(step, StepState.SKIPPED);
  }

  public void cancelled(int step) {
    end(step, StepState.CANCELLED);
  }

  /**
   * A step failed.
   *
   * @param rejected it is a gate that a person or a deadline rejected
   * @return whether the plan fails by it
   */
  public boolean failed(int step, boolean rejected) {
    OnFailure onFailure = graph.step(step).options().onFailure();
    Integer standIn = onFailure.step() == null ? null : graph.position(onFailure.step());
    if (standIn != null) {
      frontier.trigger(standIn);
    }
    if (rejected) {
      bar(step, standIn);
    }
    end(step, onFailure.mode() == OnFailure.Mode.SKIP ? StepState.SKIPPED : StepState.FAILED);
    return onFailure.mode() == OnFailure.Mode.FAIL;
  }

  /** Behind a rejected gate nothing runs, but what its stand-in leads to. */
  private void bar(int gate, @Nullable Integer standIn) {
    BitSet barred = graph.descendants(gate);
    if (standIn != null) {
      barred.clear(standIn);
      barred.andNot(graph.descendants(standIn));
    }
    barred.stream().filter(i -> !states[i].terminal()).forEach(i -> skipped(i, true));
  }

  /** Sends steps back to the start, each as its next occurrence. */
  public void reopen(BitSet steps) {
    steps.stream()
        .forEach(step -> {
          occurrences[step]++;
          notTaken[step] = false;
          move(step, StepState.PENDING);
        });
    frontier.reopened(steps);
  }

  /** An edited output stands for a step's next occurrence. */
  public void edited(int step, Output output) {
    occurrences[step]++;
    outputs[step] = output;
  }

  /** The occurrence of each of these steps that has an output. */
  public Map<String, Integer> uses(Iterable<String> ids) {
    Map<String, Integer> uses = new HashMap<>();
    for (String id : ids) {
      int step = graph.position(id);
      if (outputs[step] != null && states[step] == StepState.COMPLETED) {
        uses.put(id, occurrences[step]);
      }
    }
    return uses;
  }

  private void end(int step, StepState state) {
    move(step, state);
    frontier.ended(step);
  }

  private void move(int step, StepState state) {
    counts.merge(states[step], -1, Integer::sum);
    counts.merge(state, 1, Integer::sum);
    states[step] = state;
  }
}
