package dev.cadre.workflows.step;

import org.jspecify.annotations.Nullable;

/**
 * One step for each item of a list. Its output is the list of their outputs, in order; an item that
 * was skipped, or failed where that does not matter, leaves null.
 *
 * @param over CEL, must be a list
 * @param as a second name for {@code item}, or null
 * @param concurrency items at work at a time
 */
public record MapStep(
    String id, StepOptions options, String over, @Nullable String as, int concurrency, Step step)
    implements Step {

  /** The most items of a list. */
  public static final int MAX_ITEMS = 10_000;

  /** The most items at work at a time. */
  public static final int MAX_CONCURRENCY = 500;

  /** Items at work at a time where the plan does not say. */
  public static final int DEFAULT_CONCURRENCY = 20;
}
