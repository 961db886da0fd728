package dev.cadre.bench.report;

import org.jspecify.annotations.Nullable;

/**
 * What a figure must not pass.
 *
 * @param of the ratio of Cadre's median to the bare one's, or Cadre's median itself
 */
public record Bar(Of of, double atMost) {

  /** What is held against it. */
  public enum Of {
    RATIO,
    VALUE
  }

  public static Bar ratio(double atMost) {
    return new Bar(Of.RATIO, atMost);
  }

  public static Bar value(double atMost) {
    return new Bar(Of.VALUE, atMost);
  }

  /** Whether the figure keeps it; null when what it holds was not measured. */
  @Nullable Boolean kept(Figure figure) {
    Double held =
        switch (of) {
          case RATIO -> figure.ratio(Figure.CADRE, Figure.BARE);
          case VALUE -> figure.median(Figure.CADRE);
        };
    return held == null ? null : held <= atMost;
  }
}
