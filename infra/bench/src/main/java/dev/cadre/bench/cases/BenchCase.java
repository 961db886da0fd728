package dev.cadre.bench.cases;

import dev.cadre.bench.plan.Mode;
import dev.cadre.bench.report.Figure;
import java.util.List;

/** Something to be measured. */
public interface BenchCase {

  /** A word for the command line. */
  String name();

  /** Measures; a side that cannot run it gives a figure that says so. */
  List<Figure> run(Field field, Mode mode) throws InterruptedException;

  /** Whether steps run in it, so that each mode has its own figures. */
  default boolean hasModes() {
    return true;
  }
}
