package dev.cadre.stores.plan;

import dev.cadre.workflows.step.StepState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One instance of a nested step as it stands in the read model.
 *
 * @param item which item of the map (from 0), turn of the loop (from 1), or 0 in a subplan
 * @param path the same of each container around it, from the outermost in; the last is {@code item}
 * @param scope the instance's number, unique in the plan
 * @param occurrence the newest, unique among all instances of the step
 * @param reason a code: why it failed or was skipped
 * @param message a sentence for a person
 * @param result of this occurrence; null when there is none
 */
public record InstanceRead(
    String step,
    int item,
    List<Integer> path,
    int scope,
    int occurrence,
    StepState state,
    @Nullable String reason,
    @Nullable String message,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable ResultRead result) {

  public InstanceRead {
    path = List.copyOf(path);
  }

  InstanceRead opened(@Nullable String text, @Nullable ResultRead opened) {
    return new InstanceRead(
        step, item, path, scope, occurrence, state, reason, text, startedAt, finishedAt, opened);
  }
}
