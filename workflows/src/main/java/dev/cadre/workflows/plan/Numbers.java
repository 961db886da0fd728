package dev.cadre.workflows.plan;

import java.util.HashMap;
import java.util.Map;

/**
 * Hands out what must be unique in a plan: the occurrences of nested steps, which many instances
 * share, and the numbers of the instances. The same again in a replay.
 */
final class Numbers {

  private final Map<String, Integer> occurrences;
  private int scopes;

  /** As earlier runs left them. */
  Numbers(PlanSnapshot.Used used) {
    occurrences = new HashMap<>(used.occurrences());
    scopes = used.scopes();
  }

  /** The next occurrence of a nested step. */
  int occurrence(String step) {
    return occurrences.merge(step, 1, Integer::sum);
  }

  /** The next instance. */
  int scope() {
    return ++scopes;
  }
}
