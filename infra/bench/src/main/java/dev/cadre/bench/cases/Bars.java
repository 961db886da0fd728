package dev.cadre.bench.cases;

import dev.cadre.bench.plan.Mode;
import dev.cadre.bench.report.Bar;

/** What Cadre may cost beside bare Temporal. */
final class Bars {

  private static final double VISIBLE = 1.15;
  private static final double INLINE = 1.4;

  private Bars() {}

  static Bar of(Mode mode) {
    return Bar.ratio(mode == Mode.VISIBLE ? VISIBLE : INLINE);
  }
}
