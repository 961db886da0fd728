package dev.cadre.api.runtime;

import dev.cadre.stores.runtime.TemporalSettings;
import dev.cadre.workflows.key.KeyRotation;
import dev.cadre.workflows.runtime.WorkflowIds;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleAlreadyRunningException;
import io.temporal.client.schedules.ScheduleIntervalSpec;
import io.temporal.client.schedules.ScheduleOptions;
import io.temporal.client.schedules.SchedulePolicy;
import io.temporal.client.schedules.ScheduleSpec;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Has Temporal look each hour which tenants' keys are to be rotated. */
final class KeyRotationSchedule {

  private static final Logger LOG = LoggerFactory.getLogger(KeyRotationSchedule.class);
  private static final Duration EVERY = Duration.ofHours(1);
  private static final Duration CATCH_UP = Duration.ofMinutes(1);

  private final TemporalSettings settings;
  private final TemporalConnection temporal;

  KeyRotationSchedule(TemporalSettings settings, TemporalConnection temporal) {
    this.settings = settings;
    this.temporal = temporal;
  }

  /**
   * Makes the schedule if it is missing; one that is there stays as its operators have left it.
   * Safe to repeat; an error while Temporal is down. A server without schedules is said in the log.
   *
   * @return whether it was missing
   */
  Mono<Boolean> create() {
    return temporal
        .call(this::createNow)
        .onErrorResume(
            failure -> !(failure instanceof TemporalUnavailable),
            failure -> {
              LOG.atWarn()
                  .addKeyValue("schedule", WorkflowIds.KEY_ROTATION)
                  .addKeyValue("cause", String.valueOf(failure.getMessage()))
                  .log("Temporal takes no schedule for the rotation of keys; start it otherwise");
              return Mono.just(false);
            });
  }

  private boolean createNow() {
    Schedule schedule =
        Schedule.newBuilder()
            .setAction(
                ScheduleActionStartWorkflow.newBuilder()
                    .setWorkflowType(KeyRotation.class)
                    .setOptions(
                        WorkflowOptions.newBuilder()
                            .setWorkflowId(WorkflowIds.KEY_ROTATION)
                            .setTaskQueue(settings.queue())
                            .build())
                    .build())
            .setSpec(
                ScheduleSpec.newBuilder()
                    .setIntervals(List.of(new ScheduleIntervalSpec(EVERY)))
                    .build())
            .setPolicy(
                SchedulePolicy.newBuilder()
                    .setOverlap(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP)
                    .setCatchupWindow(CATCH_UP)
                    .build())
            .build();
    try {
      temporal
          .schedules()
          .createSchedule(WorkflowIds.KEY_ROTATION, schedule, ScheduleOptions.newBuilder().build());
      LOG.atInfo()
          .addKeyValue("schedule", WorkflowIds.KEY_ROTATION)
          .log("Temporal looks after the rotation of keys each hour");
      return true;
    } catch (ScheduleAlreadyRunningException _) {
      return false;
    }
  }
}
