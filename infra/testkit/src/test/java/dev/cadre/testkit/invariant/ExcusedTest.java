package dev.cadre.testkit.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowTaskFailedEventAttributes;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which failed workflow tasks the checker lets pass. */
class ExcusedTest {

  private static final Instant AT = Instant.parse("2026-11-25T12:00:00Z");

  private static HistoryEvent failed(WorkflowTaskFailedCause cause) {
    return HistoryEvent.newBuilder()
        .setEventTime(Timestamp.newBuilder().setSeconds(AT.getEpochSecond()))
        .setWorkflowTaskFailedEventAttributes(
            WorkflowTaskFailedEventAttributes.newBuilder().setCause(cause))
        .build();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND",
        "WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND"
      })
  void excusesWhatTheServerGaveUpByItself(WorkflowTaskFailedCause cause) {
    assertThat(EngineReader.excused(failed(cause), List.of())).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR",
        "WORKFLOW_TASK_FAILED_CAUSE_PENDING_ACTIVITIES_LIMIT_EXCEEDED",
        "WORKFLOW_TASK_FAILED_CAUSE_BAD_SCHEDULE_ACTIVITY_ATTRIBUTES"
      })
  void neverExcusesAWorkflowsOwnFault(WorkflowTaskFailedCause cause) {
    assertThat(EngineReader.excused(failed(cause), List.of(AT.minusSeconds(1)))).isFalse();
  }

  @Test
  void excusesAnUnreadableTaskOnlyShortlyAfterACrash() {
    HistoryEvent unreadable =
        failed(
            WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE);
    assertThat(EngineReader.excused(unreadable, List.of(AT.minusSeconds(5)))).isTrue();
    assertThat(EngineReader.excused(unreadable, List.of(AT.minusSeconds(50)))).isFalse();
    assertThat(EngineReader.excused(unreadable, List.of())).isFalse();
  }
}
