package dev.cadre.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What is told of steps that run once for each item: each event of the first ones, then only how
 * far they are, every other second. A map of 10,000 items is a few lines.
 */
final class NestedProgress {

  private static final int LINES = 20;
  private static final long REST = Duration.ofSeconds(2).toNanos();

  private final LongSupplier nanos;
  private final Map<String, Integer> lines = new HashMap<>();
  private final Set<String> behind = new LinkedHashSet<>();
  private long told;

  /**
   * @param nanos a clock
   */
  NestedProgress(LongSupplier nanos) {
    this.nanos = nanos;
    this.told = nanos.getAsLong();
  }

  /** Whether the event is of one instance of a nested step. */
  static boolean concerns(PlanEvent event) {
    return event.data().path("item").isNumber() && !event.step().isEmpty();
  }

  /** Takes an event of an instance; whether it is to be told itself. A gate always is. */
  boolean tells(PlanEvent event) {
    if (event.type().startsWith("gate.") || lines.merge(event.step(), 1, Integer::sum) <= LINES) {
      return true;
    }
    behind.add(event.step());
    return false;
  }

  /** The steps of which it is to be told now how far they are; none when that was just done. */
  List<String> due() {
    return nanos.getAsLong() - told < REST ? List.of() : rest();
  }

  /** The steps of which something was not told. */
  List<String> rest() {
    List<String> steps = List.copyOf(behind);
    behind.clear();
    told = nanos.getAsLong();
    return steps;
  }
}
