package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.StepState;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/**
 * Where each step of a graph stands. Deterministic and without I/O: told what happened, it keeps
 * the states, outputs and occurrences, and the frontier of steps that are next ({@link
 * StepSchedule} says what becomes of them).
 */
public final class PlanState {

  /** Gives a step its next occurrence. */
  interface Occurrences {

    /** In the plan's own graph every step counts for itself. */
    Occurrences COUNTED = (step, current) -> current + 1;

    /**
     * The next.
     *
     * @param current 0 for the first
     */
    int next(String step, int current);
  }

  private static final int NOBODY = -1;

  private final PlanGraph graph;
  private final Occurrences numbering;
  private final Tally tally;
  private final StepState[] states;
  private final int[] occurrences;

  /** How often each step was sent back. */
  private final int[] reopened;

  private final @Nullable Output[] outputs;
  private final boolean[] notTaken;

  /** The rejected gate that has skipped a step. */
  private final int[] barredBy;

  private final EnumMap<StepState, Integer> counts = new EnumMap<>(StepState.class);
  private final Frontier frontier;

  public PlanState(PlanGraph graph) {
    this(graph, Occurrences.COUNTED, new Tally());
  }

  PlanState(PlanGraph graph, Occurrences numbering, Tally tally) {
    this.graph = graph;
    this.numbering = numbering;
    this.tally = tally;
    int size = graph.size();
    states = new StepState[size];
    Arrays.fill(states, StepState.PENDING);
    occurrences = new int[size];
    reopened = new int[size];
    outputs = new @Nullable Output[size];
    notTaken = new boolean[size];
    barredBy = new int[size];
    Arrays.fill(barredBy, NOBODY);
    counts.put(StepState.PENDING, size);
    frontier = new Frontier(graph, states);
  }

  /** A step as it was left; all of them before anything else. */
  void restore(PriorSteps.Restored prior) {
    int step = graph.position(prior.step());
    occurrences[step] = prior.occurrence();
    outputs[step] = prior.output();
    notTaken[step] = prior.untaken();
    barredBy[step] = prior.barrier() == null ? NOBODY : prior.barrier();
    move(step, prior.state());
  }

  /** Call it after the last {@link #restore}. */
  void restored() {
    frontier.rebuild();
  }

  public StepState state(int step) {
    return states[step];
  }

  /** The current one, from 1. */
  public int occurrence(int step) {
    if (occurrences[step] == 0) {
      occurrences[step] = numbering.next(graph.step(step).id(), 0);
    }
    return occurrences[step];
  }

  /** Which of its rounds a step is in, from 1; instances share occurrences, but no rounds. */
  int round(int step) {
    return numbering.equals(Occurrences.COUNTED) ? occurrence(step) : 1 + reopened[step];
  }

  /** Takes over the round from an earlier part of the run. */
  void restoreRound(int step, int round) {
    reopened[step] = round - 1;
  }

  /** The latest output; null when the step has none. */
  public @Nullable Output output(int step) {
    return outputs[step];
  }

  /** Whether the step is on a way that was not taken (unlike one whose own condition was false). */
  public boolean notTaken(int step) {
    return notTaken[step];
  }

  /** The rejected gate that has skipped the step; null when none has. */
  @Nullable Integer barredBy(int step) {
    return barredBy[step] == NOBODY ? null : barredBy[step];
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

  /** What a rejection of this gate skips: all behind it that has not ended, but by its stand-in. */
  public BitSet skippedByRejection(int gate) {
    BitSet barred = graph.barredBy(gate);
    BitSet ended = new BitSet();
    barred.stream().filter(i -> states[i].terminal()).forEach(ended::set);
    barred.andNot(ended);
    return barred;
  }

  /**
   * A step failed.
   *
   * @param barred what it skips: it is a gate that a person or a deadline rejected
   * @return whether the plan fails by it
   */
  public boolean failed(int step, BitSet barred) {
    OnFailure onFailure = graph.step(step).options().onFailure();
    Integer standIn = onFailure.step() == null ? null : graph.position(onFailure.step());
    if (standIn != null) {
      frontier.trigger(standIn);
    }
    barred.stream()
        .forEach(i -> {
          skipped(i, true);
          barredBy[i] = step;
        });
    end(step, onFailure.mode() == OnFailure.Mode.SKIP ? StepState.SKIPPED : StepState.FAILED);
    return onFailure.mode() == OnFailure.Mode.FAIL;
  }

  /** Sends steps back to the start, each as its next occurrence. */
  public void reopen(BitSet steps) {
    steps.stream()
        .forEach(step -> {
          next(step);
          reopened[step]++;
          notTaken[step] = false;
          barredBy[step] = NOBODY;
          move(step, StepState.PENDING);
        });
    frontier.reopened(steps);
  }

  /** An edited output stands for a step's next occurrence, however the one before ended. */
  public void edited(int step, Output output) {
    next(step);
    outputs[step] = output;
    notTaken[step] = false;
    move(step, StepState.COMPLETED);
  }

  private void next(int step) {
    occurrences[step] = numbering.next(graph.step(step).id(), occurrence(step));
  }

  private void end(int step, StepState state) {
    move(step, state);
    frontier.ended(step);
  }

  private void move(int step, StepState state) {
    counts.merge(states[step], -1, Integer::sum);
    counts.merge(state, 1, Integer::sum);
    if (graph.step(step).nested().isEmpty()) {
      tally.moved(states[step], state);
    }
    states[step] = state;
  }
}
