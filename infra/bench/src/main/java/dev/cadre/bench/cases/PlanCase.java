package dev.cadre.bench.cases;

import dev.cadre.bench.plan.Mode;
import dev.cadre.bench.plan.Shape;
import dev.cadre.bench.report.Figure;
import dev.cadre.bench.runtime.Executions;
import dev.cadre.bench.side.Side;
import dev.cadre.bench.side.Started;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How long one plan takes on an idle machine. */
record PlanCase(String name, Shape shape) implements BenchCase {

  private static final String TIME = "start to close";
  private static final String CLIENT = "sent to close";
  private static final String EVENTS = "history";
  private static final String BYTES = "history size";

  @Override
  public Optional<Shape> plans() {
    return Optional.of(shape);
  }

  @Override
  public List<Figure> run(Field field, Mode mode) throws InterruptedException {
    Turns turns =
        new Turns().run(field.sizes().pairs(), field.sides(), side -> once(field, side, mode));
    return List.of(
        new Figure(name, mode, TIME, "ms", turns.of(TIME), Bars.of(mode), null),
        new Figure(name, mode, CLIENT, "ms", turns.of(CLIENT), null, null),
        new Figure(name, mode, EVENTS, "events", turns.of(EVENTS), null, null),
        new Figure(name, mode, BYTES, "KB", turns.of(BYTES), null, null));
  }

  private Map<String, Double> once(Field field, Side side, Mode mode) throws InterruptedException {
    Started run = side.start(shape, mode);
    Executions.Times times = field.executions().completed(run.workflow());
    return Map.of(
        TIME,
        times.millis(),
        CLIENT,
        Executions.millis(run.sent(), times.closed()),
        EVENTS,
        (double) times.events(),
        BYTES,
        times.bytes() / 1024.0);
  }
}
