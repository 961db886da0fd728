package dev.cadre.workflows.step;

import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The targets of a route that rest, by position, and till when. */
final class Cooling {

  private final Map<Integer, Instant> freesAt = new LinkedHashMap<>();

  void put(int position, Instant until) {
    freesAt.put(position, until);
  }

  boolean none() {
    return freesAt.isEmpty();
  }

  /**
   * Waits for the one that frees first.
   *
   * @param failures of the route, for who reads why it was not waited for
   * @throws StepFailed when that is after the deadline
   */
  int first(Attempts attempts, Deadline deadline, List<String> failures) {
    Map.Entry<Integer, Instant> first =
        freesAt.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
    Duration wait =
        Duration.ofMillis(first.getValue().toEpochMilli() - Workflow.currentTimeMillis());
    if (wait.compareTo(deadline.left()) >= 0) {
      throw new StepFailed(
          "CHAIN_EXHAUSTED",
          "Every target rests for longer than the step's timeout: " + failures + ".");
    }
    attempts.pause(wait);
    return first.getKey();
  }
}
