package dev.cadre.workflows.simulation;

import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Activities that a workflow began and did not wait for. What they write may come after the end, or
 * never; and the in-memory server's time stands still, because nobody takes their results.
 */
final class Remains {

  private final Map<Long, String> open = new LinkedHashMap<>();

  /** Those of the histories that have ended by themselves, in words. */
  static List<String> of(List<WorkflowExecutionHistory> histories) {
    return histories.stream().flatMap(Remains::of).toList();
  }

  private static Stream<String> of(WorkflowExecutionHistory history) {
    Remains remains = new Remains();
    history.getEvents().forEach(remains::look);
    return switch (history.getLastEvent().getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
          EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
          EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW ->
          remains.open.values().stream().map(type -> "ends beside a " + type);
      default -> Stream.empty();
    };
  }

  private void look(HistoryEvent event) {
    switch (event.getEventType()) {
      case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED ->
          open.put(
              event.getEventId(),
              event.getActivityTaskScheduledEventAttributes().getActivityType().getName());
      case EVENT_TYPE_ACTIVITY_TASK_COMPLETED ->
          open.remove(event.getActivityTaskCompletedEventAttributes().getScheduledEventId());
      case EVENT_TYPE_ACTIVITY_TASK_FAILED ->
          open.remove(event.getActivityTaskFailedEventAttributes().getScheduledEventId());
      case EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT ->
          open.remove(event.getActivityTaskTimedOutEventAttributes().getScheduledEventId());
      case EVENT_TYPE_ACTIVITY_TASK_CANCELED ->
          open.remove(event.getActivityTaskCanceledEventAttributes().getScheduledEventId());
      default -> {}
    }
  }
}
