package dev.cadre.workflows.plan;

import dev.cadre.workflows.runtime.WorkflowTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** When what waits is over; the same moment also in the next part of a run. */
final class Ends {

  /** No step's id ends so. */
  private static final String TIMEOUT = ":timeout";

  private final Map<String, Instant> handedOn;
  private final Map<String, Instant> running = new HashMap<>();

  Ends(Map<String, Instant> handedOn) {
    this.handedOn = handedOn;
  }

  /** How long an occurrence of a step has still to go; all of it when it begins. */
  Duration left(String step, int occurrence, Duration whole) {
    String key = key(step, occurrence);
    Instant known = handedOn.get(key);
    Instant end = known == null ? WorkflowTime.now().plus(whole) : known;
    running.put(key, end);
    return Duration.between(WorkflowTime.now(), end);
  }

  /** The same of the timeout of a wait for a time, which has an end of its own. */
  Duration leftOfTimeout(String step, int occurrence, Duration whole) {
    return left(step + TIMEOUT, occurrence, whole);
  }

  void over(String step, int occurrence) {
    running.remove(key(step, occurrence));
    running.remove(key(step + TIMEOUT, occurrence));
  }

  Map<String, Instant> running() {
    return running;
  }

  private static String key(String step, int occurrence) {
    return step + "/" + occurrence;
  }
}
