package dev.cadre.bench.cases;

import dev.cadre.bench.plan.Mode;
import dev.cadre.bench.plan.Shape;
import dev.cadre.bench.report.Figure;
import dev.cadre.bench.runtime.Executions;
import dev.cadre.bench.side.Side;
import dev.cadre.bench.side.Started;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From a person's GO over the step behind the gate to the plan's end. */
final class ApproveCase implements BenchCase {

  private static final String TIME = "taken to close";
  private static final String CLIENT = "sent to close";
  private static final Shape SHAPE = Shape.gate();

  @Override
  public String name() {
    return "approve";
  }

  @Override
  public Optional<Shape> plans() {
    return Optional.of(SHAPE);
  }

  @Override
  public List<Figure> run(Field field, Mode mode) throws InterruptedException {
    Turns turns =
        new Turns().run(field.sizes().pairs(), field.sides(), side -> once(field, side, mode));
    return List.of(
        new Figure(name(), mode, TIME, "ms", turns.of(TIME), Bars.of(mode), null),
        new Figure(name(), mode, CLIENT, "ms", turns.of(CLIENT), null, null));
  }

  private static Map<String, Double> once(Field field, Side side, Mode mode)
      throws InterruptedException {
    Started run = side.start(SHAPE, mode);
    field.awaitGate(side, run);
    // The gate shows before the workflow task that opened it has ended.
    Thread.sleep(100);
    Instant sent = side.approve(run);
    Executions.Times times = field.executions().completed(run.workflow());
    Instant taken = field.executions().updated(run.workflow());
    return Map.of(
        TIME, Executions.millis(taken, times.closed()),
        CLIENT, Executions.millis(sent, times.closed()));
  }
}
