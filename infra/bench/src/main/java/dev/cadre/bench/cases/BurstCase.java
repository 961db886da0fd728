package dev.cadre.bench.cases;

import dev.cadre.bench.plan.Mode;
import dev.cadre.bench.plan.Shape;
import dev.cadre.bench.report.Figure;
import dev.cadre.bench.runtime.Executions;
import dev.cadre.bench.side.Side;
import dev.cadre.bench.side.Started;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Plans of ten steps, all submitted at once: until the last has ended. */
final class BurstCase implements BenchCase {

  private static final String TIME = "first sent to last close";
  private static final String RATE = "plans";
  private static final Shape SHAPE = Shape.sequence(10);

  @Override
  public String name() {
    return "burst";
  }

  @Override
  public List<Figure> run(Field field, Mode mode) throws InterruptedException {
    var lacks = field.cadre().lacks(SHAPE, mode);
    if (lacks.isPresent()) {
      return List.of(Figure.missing(name(), mode, "not available: " + lacks.get()));
    }
    Turns turns =
        new Turns().run(field.sizes().burstPairs(), field.sides(), side -> once(field, side, mode));
    return List.of(
        new Figure(name(), mode, TIME, "s", turns.of(TIME), Bars.of(mode), null),
        new Figure(name(), mode, RATE, "1/s", turns.of(RATE), null, null));
  }

  private static Map<String, Double> once(Field field, Side side, Mode mode)
      throws InterruptedException {
    int count = field.sizes().burst();
    List<Started> runs = field.startAll(side, SHAPE, mode, count);
    Instant last =
        field.completeAll(runs).stream()
            .map(Executions.Times::closed)
            .max(Comparator.naturalOrder())
            .orElseThrow();
    Instant first = runs.stream().map(Started::sent).min(Comparator.naturalOrder()).orElseThrow();
    double seconds = Executions.millis(first, last) / 1000;
    field.progress().say("burst: %s %.1f s".formatted(side.name(), seconds));
    field.stack().provider().forget();
    return Map.of(TIME, seconds, RATE, count / seconds);
  }
}
