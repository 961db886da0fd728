package dev.cadre.bench.cases;

import dev.cadre.bench.plan.Mode;
import dev.cadre.bench.plan.Shape;
import dev.cadre.bench.report.Bar;
import dev.cadre.bench.report.Figure;
import dev.cadre.bench.side.Side;
import dev.cadre.bench.side.Started;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Whether the thousandth step of a plan costs what the tenth does. */
final class MarginalCase implements BenchCase {

  private static final double MOST = 1.3;

  @Override
  public String name() {
    return "marginal";
  }

  @Override
  public List<Figure> run(Field field, Mode mode) throws InterruptedException {
    List<Figure> figures = new ArrayList<>();
    List<Integer> steps = field.sizes().steps();
    Map<String, Map<Integer, Double>> millis = new LinkedHashMap<>();
    for (int length : steps) {
      Figure figure = sequence(field, mode, length, millis);
      figures.add(figure);
      if (figure.note() != null) {
        return figures;
      }
    }
    Map<String, List<Double>> ratios = new LinkedHashMap<>();
    millis.forEach((side, times) -> {
      double late = perStep(times, steps.get(2), steps.get(3));
      double early = perStep(times, steps.get(0), steps.get(1));
      ratios.put(side, List.of(late / early));
    });
    figures.add(new Figure(name(), mode, "late by early step", "", ratios, Bar.value(MOST), null));
    return figures;
  }

  private Figure sequence(
      Field field, Mode mode, int length, Map<String, Map<Integer, Double>> millis)
      throws InterruptedException {
    Shape shape = Shape.sequence(length);
    var lacks = field.cadre().lacks(shape, mode);
    if (lacks.isPresent()) {
      return Figure.missing(name(), mode, length + " steps not available: " + lacks.get());
    }
    Map<String, List<Double>> samples = new LinkedHashMap<>();
    for (Side side : field.peers()) {
      Started run = side.start(shape, mode);
      double time = field.executions().completed(run.workflow()).millis();
      millis.computeIfAbsent(side.name(), _ -> new LinkedHashMap<>()).put(length, time);
      samples.put(side.name(), List.of(time / 1000));
      field
          .progress()
          .say("marginal: %s %d steps %.1f s".formatted(side.name(), length, time / 1000));
    }
    field.stack().provider().forget();
    return new Figure(name(), mode, length + " steps", "s", samples, null, null);
  }

  private static double perStep(Map<Integer, Double> times, int from, int to) {
    double upper = Objects.requireNonNull(times.get(to));
    double lower = Objects.requireNonNull(times.get(from));
    return (upper - lower) / (to - from);
  }
}
