package dev.cadre.workflows.plan;

import dev.cadre.workflows.runtime.WorkflowTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** When what waits is over; the same moment also in the next part of a run. */
final class Ends {

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

  void over(String step, int occurrence) {
    running.remove(key(step, occurrence));
  }

  Map<String, Instant> running() {
    return running;
  }

  private static String key(String step, int occurrence) {
    return step + "/" + occurrence;
  }
}
