package dev.cadre.bench.cases;

import dev.cadre.bench.plan.Mode;
import dev.cadre.bench.plan.Shape;
import dev.cadre.bench.report.Figure;
import java.util.List;
import java.util.Optional;

/** Something to be measured. */
public interface BenchCase {

  /** A word for the command line. */
  String name();

  /**
   * Measures; a side that cannot run other plans than {@link #plans} gives a figure that says so.
   */
  List<Figure> run(Field field, Mode mode) throws InterruptedException;

  /** The plans that it runs, where they are all alike. */
  default Optional<Shape> plans() {
    return Optional.empty();
  }

  /** Whether steps run in it, so that each mode has its own figures. */
  default boolean hasModes() {
    return true;
  }
}
