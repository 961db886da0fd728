package dev.cadre.stores.plan;

import dev.cadre.workflows.step.StepState;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step as it stands in the read model.
 *
 * @param container the step that holds this one; null in the plan's own graph
 * @param occurrence of a nested step 0: each of its instances has one of its own
 * @param state of a nested step: derived from its instances, and never READY
 * @param instances null of a step that is not nested
 * @param reason a code: why it failed or was skipped
 * @param message a sentence for a person
 * @param agent the name that it calls its agent by; null of other steps, and of plans of before
 * @param waitsFor what keeps it from going on that somebody can change; null where nothing does
 * @param attempts of all occurrences
 * @param result the newest committed result; null when there is none, and of a nested step
 * @param format as it was when the plan started; null before, and where the step's agent or tool
 *     has none or the step has a schema of its own
 */
public record StepRead(
    String id,
    String kind,
    @Nullable String container,
    int occurrence,
    StepState state,
    @Nullable Instances instances,
    @Nullable String reason,
    @Nullable String message,
    @Nullable String agent,
    @Nullable String waitsFor,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    long attempts,
    Money cost,
    @Nullable ResultRead result,
    @Nullable Format format) {

  /**
   * How the output is to be drawn.
   *
   * @param name of the output format
   * @param renderer the format's hint
   */
  public record Format(String name, Map<String, @Nullable Object> renderer) {}

  StepRead standing(Instances counted, StepState holder) {
    return new StepRead(
        id,
        kind,
        container,
        0,
        counted.state(holder),
        counted,
        reason,
        message,
        agent,
        waitsFor,
        startedAt,
        finishedAt,
        attempts,
        cost,
        null,
        format);
  }

  /** As the plan's newest run tells it; a state over the row's, which cannot say READY. */
  StepRead drawn(StepState now, @Nullable Format its) {
    return new StepRead(
        id,
        kind,
        container,
        occurrence,
        now,
        instances,
        reason,
        message,
        agent,
        waitsFor,
        startedAt,
        finishedAt,
        attempts,
        cost,
        result,
        its);
  }

  StepRead opened(@Nullable String text, @Nullable ResultRead opened) {
    return new StepRead(
        id,
        kind,
        container,
        occurrence,
        state,
        instances,
        reason,
        text,
        agent,
        waitsFor,
        startedAt,
        finishedAt,
        attempts,
        cost,
        opened,
        format);
  }
}
