package dev.cadre.bench.cases;

import dev.cadre.bench.side.Side;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measures sides by turns, each second round in the other order, so that what drifts on the machine
 * hits all of them alike. Collects samples by quantity and side.
 */
final class Turns {

  private final Map<String, Map<String, List<Double>>> samples = new LinkedHashMap<>();

  /** One measurement; the quantities by their names. */
  interface Measurement {
    Map<String, Double> of(Side side) throws InterruptedException;
  }

  /** Measures each side that many times. */
  Turns run(int times, List<? extends Side> sides, Measurement measurement)
      throws InterruptedException {
    for (int i = 0; i < times; i++) {
      for (Side side : i % 2 == 0 ? sides : sides.reversed()) {
        measurement.of(side).forEach((what, value) -> add(what, side.name(), value));
      }
    }
    return this;
  }

  private void add(String what, String side, double value) {
    samples
        .computeIfAbsent(what, _ -> new LinkedHashMap<>())
        .computeIfAbsent(side, _ -> new ArrayList<>())
        .add(value);
  }

  /** What was measured, in the order in which it first was. */
  Set<String> quantities() {
    return samples.keySet();
  }

  /** The samples of a quantity by side. */
  Map<String, List<Double>> of(String what) {
    return samples.getOrDefault(what, Map.of());
  }
}
