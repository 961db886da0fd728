package dev.cadre.api.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.parts.temporal.TemporalServer;
import dev.cadre.parts.temporal.TemporaryTemporal;
import dev.cadre.stores.runtime.Payloads;
import dev.cadre.stores.runtime.TemporalSettings;
import dev.cadre.workflows.runtime.WorkflowIds;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleDescription;
import io.temporal.client.schedules.ScheduleHandle;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeyRotationScheduleIT {

  private static final Duration LONG = Duration.ofSeconds(30);

  private static TemporalSettings settings(String target) {
    return new TemporalSettings(target, "default", "cadre", Duration.ofDays(30), null);
  }

  @Test
  void makesTheScheduleOnceAndLeavesItToItsOperators() throws Exception {
    try (TemporaryTemporal server = TemporalServer.temporary();
        TemporalConnection connection =
            new TemporalConnection(settings(server.target()), Payloads.clear())) {
      var schedule = new KeyRotationSchedule(settings(server.target()), connection);
      assertThat(schedule.create().block(LONG)).isTrue();

      ScheduleHandle handle = connection.schedules().getHandle(WorkflowIds.KEY_ROTATION);
      handle.pause("for a while");
      assertThat(schedule.create().block(LONG)).isFalse();

      ScheduleDescription standing = handle.describe();
      assertThat(standing.getSchedule().getState().isPaused()).isTrue();
      assertThat(standing.getSchedule().getSpec().getIntervals())
          .singleElement()
          .satisfies(interval -> assertThat(interval.getEvery()).isEqualTo(Duration.ofHours(1)));
      assertThat(standing.getSchedule().getAction())
          .isInstanceOfSatisfying(
              ScheduleActionStartWorkflow.class,
              action -> {
                assertThat(action.getWorkflowType()).isEqualTo("KeyRotation");
                assertThat(action.getOptions().getTaskQueue()).isEqualTo("cadre");
                assertThat(action.getOptions().getWorkflowId()).isEqualTo("cadre-key-rotation");
              });
    }
  }

  @Test
  void isToldWhileTemporalIsDown() {
    try (TemporalConnection connection =
        new TemporalConnection(settings("127.0.0.1:1"), Payloads.clear())) {
      assertThatThrownBy(() ->
              new KeyRotationSchedule(settings("127.0.0.1:1"), connection).create().block(LONG))
          .isInstanceOf(TemporalUnavailable.class);
    }
  }
}
