package dev.cadre.bench.plan;

import java.util.Locale;

/** How steps run: as activities of their own, or inside the workflow task. */
public enum Mode {
  VISIBLE,
  INLINE;

  /** The word of a plan's {@code execution}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
