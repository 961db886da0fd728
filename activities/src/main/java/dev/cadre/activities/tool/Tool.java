package dev.cadre.activities.tool;

import org.jspecify.annotations.Nullable;

/** Something that a plan may do outside. */
public interface Tool {

  /** What plans call it. */
  String name();

  /** Whether a second call does no harm. */
  boolean repeatable();

  /**
   * Does it once. Blocks; an interrupt of the calling thread aborts it.
   *
   * @return its output, a tree
   * @throws ToolFailed for every way in which it gives none
   */
  @Nullable Object call(ToolCall call);
}
