package dev.cadre.bench.report;

import java.util.List;

/** Median, least and most of some samples. */
public record Spread(double median, double least, double most) {

  /** Of at least one sample. */
  public static Spread of(List<Double> samples) {
    List<Double> sorted = samples.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(median, sorted.getFirst(), sorted.getLast());
  }
}
