package dev.cadre.workflows.rehearsal;

import org.jspecify.annotations.Nullable;

/** Says whether a tool takes arguments. */
@FunctionalInterface
public interface ArgumentCheck {

  /** Takes everything. */
  ArgumentCheck NONE = (_, _) -> "";

  /** What is wrong, in words to follow a colon; empty when nothing is. */
  String problem(String tool, @Nullable Object arguments);
}
