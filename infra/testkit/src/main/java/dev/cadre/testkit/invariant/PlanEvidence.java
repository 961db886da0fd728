package dev.cadre.testkit.invariant;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one plan: as clients read it, and as its rows stand.
 *
 * @param rows its rows; null when there are none
 * @param read the plan as REST tells it; null when it is not found
 */
public record PlanEvidence(String id, @Nullable PlanRows rows, @Nullable PlanSeen read) {

  /**
   * A plan over REST.
   *
   * @param cost settled, as a decimal
   * @param needs which steps each step waits for
   * @param kinds of the steps
   * @param states of the steps
   * @param outputs SHA-256 of each newest output, computed by the reader, by {@code
   *     step/occurrence}
   * @param events all pages
   * @param streamed ids and types from the stream, from its beginning
   * @param resumed the same after {@code resumedFrom}
   */
  public record PlanSeen(
      String status,
      String cost,
      Map<String, Set<String>> needs,
      Map<String, String> kinds,
      Map<String, String> states,
      Map<String, String> outputs,
      List<Event> events,
      List<String> streamed,
      long resumedFrom,
      List<String> resumed) {

    public PlanSeen {
      needs = Map.copyOf(needs);
      kinds = Map.copyOf(kinds);
      states = Map.copyOf(states);
      outputs = Map.copyOf(outputs);
      events = List.copyOf(events);
      streamed = List.copyOf(streamed);
      resumed = List.copyOf(resumed);
    }
  }

  /**
   * An event.
   *
   * @param step empty when it is the plan's
   * @param data fields that are not text are written as JSON
   */
  public record Event(long seq, String type, String step, Map<String, String> data) {

    public Event {
      data = Map.copyOf(data);
    }

    /** A field of its data; empty when it is missing. */
    public String get(String field) {
      return data.getOrDefault(field, "");
    }

    boolean ends() {
      return ENDS.contains(type);
    }
  }

  static final Set<String> ENDS = Set.of("plan.completed", "plan.failed", "plan.cancelled");
}
