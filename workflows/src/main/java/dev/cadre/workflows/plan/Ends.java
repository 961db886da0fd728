package dev.cadre.workflows.plan;

import dev.cadre.workflows.runtime.WorkflowTime;
import dev.cadre.workflows.step.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * When what waits is over; the same moment also in the next part of a run, but for pauses where
 * they stop the clock.
 */
final class Ends {

  /** No step's id ends so. */
  private static final String TIMEOUT = ":timeout";

  private final Map<String, Instant> handedOn;
  private final Pause pause;
  private final Map<String, Instant> running = new HashMap<>();

  /** By time without pauses. */
  private final Map<String, Long> stoppable = new HashMap<>();

  /**
   * Of a run's part.
   *
   * @param handedOn by the part before
   */
  Ends(Map<String, Instant> handedOn, Pause pause) {
    this.handedOn = handedOn;
    this.pause = pause;
  }

  /** How long an occurrence of a step has still to go; all of it when it begins. */
  Duration left(String step, int occurrence, Duration whole) {
    Instant end = end(key(step, occurrence), whole);
    running.put(key(step, occurrence), end);
    return Duration.between(WorkflowTime.now(), end);
  }

  /** The same where a pause stops the clock. */
  Duration leftBesidePauses(String step, int occurrence, Duration whole) {
    Instant end = end(key(step, occurrence), whole);
    Duration left = Duration.between(WorkflowTime.now(), end);
    stoppable.put(key(step, occurrence), pause.activeMillis() + left.toMillis());
    return left;
  }

  private Instant end(String key, Duration whole) {
    Instant known = handedOn.get(key);
    return known == null ? WorkflowTime.now().plus(whole) : known;
  }

  /** The same of the timeout of a wait for a time, which has an end of its own. */
  Duration leftOfTimeout(String step, int occurrence, Duration whole) {
    return left(step + TIMEOUT, occurrence, whole);
  }

  void over(String step, int occurrence) {
    stoppable.remove(key(step, occurrence));
    running.remove(key(step, occurrence));
    running.remove(key(step + TIMEOUT, occurrence));
  }

  /** All of them as they stand now, if nobody pauses. */
  Map<String, Instant> running() {
    Map<String, Instant> all = new HashMap<>(running);
    long now = pause.activeMillis();
    stoppable.forEach((key, end) -> all.put(key, WorkflowTime.now().plusMillis(end - now)));
    return all;
  }

  private static String key(String step, int occurrence) {
    return step + "/" + occurrence;
  }
}
