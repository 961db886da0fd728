package dev.cadre.bench.report;

import dev.cadre.bench.plan.Mode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One quantity of one case in one mode, on the sides that it was measured on.
 *
 * @param mode null where there is none to choose
 * @param samples by the side's name
 * @param note why it was not measured; null when it was
 */
public record Figure(
    String benchCase,
    @Nullable Mode mode,
    String what,
    String unit,
    Map<String, List<Double>> samples,
    @Nullable Bar bar,
    @Nullable String note) {

  /** The sides' names. */
  public static final String CADRE = "cadre";

  public static final String BARE = "bare";
  public static final String NO_ROWS = "no rows";

  public Figure {
    Map<String, List<Double>> copy = new LinkedHashMap<>();
    samples.forEach((side, values) -> copy.put(side, List.copyOf(values)));
    samples = copy;
  }

  /** Why a case has no figure. */
  public static Figure missing(String benchCase, @Nullable Mode mode, String note) {
    return new Figure(benchCase, mode, "", "", Map.of(), null, note);
  }

  /** Of a side; null when it was not measured there. */
  @Nullable Spread spread(String side) {
    List<Double> values = samples.getOrDefault(side, List.of());
    return values.isEmpty() ? null : Spread.of(values);
  }

  @Nullable Double median(String side) {
    Spread spread = spread(side);
    return spread == null ? null : spread.median();
  }

  /** One side's median by the other's; null when one was not measured. */
  @Nullable Double ratio(String side, String to) {
    Double upper = median(side);
    Double lower = median(to);
    return upper == null || lower == null || lower == 0 ? null : upper / lower;
  }
}
