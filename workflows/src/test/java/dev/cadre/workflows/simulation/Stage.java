package dev.cadre.workflows.simulation;

import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.gate.Refusal;
import java.util.Map;
import java.util.Set;

/**
 * A moment at which a plan waits for what comes from outside, and what comes.
 *
 * @param paused whether it is paused
 * @param gates that are open, by place, each with the number of its openings
 * @param waits that have not ended
 * @param late how many seconds calls may have taken till then
 */
record Stage(
    boolean paused, Map<String, Integer> gates, Set<String> waits, double late, Move move) {

  /** What comes from outside. */
  sealed interface Move {

    /**
     * A reviewer answers.
     *
     * @param opening counted from 1
     * @param refusals reasons why it does not count; none when it does
     * @param outcome how the gate closes by it; null when it stays open
     */
    record Answer(
        String place, int opening, Message message, Set<Refusal> refusals, GateOutcome outcome)
        implements Move {}

    /** Signals for waits, so many of one name. */
    record Notices(String signal, int count) implements Move {}

    /** Time passes, until so many seconds of the plan. */
    record Pass(double until) implements Move {}

    /** An operator pauses the plan, or lets it go on. */
    record Steer(boolean paused) implements Move {}

    /** An operator cancels the plan. */
    record Cancel() implements Move {}
  }
}
