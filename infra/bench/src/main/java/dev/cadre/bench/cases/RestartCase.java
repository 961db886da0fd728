package dev.cadre.bench.cases;

import dev.cadre.bench.plan.Mode;
import dev.cadre.bench.plan.Shape;
import dev.cadre.bench.report.Figure;
import dev.cadre.bench.runtime.Executions;
import dev.cadre.bench.side.Side;
import dev.cadre.bench.side.Started;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The worker is killed while plans run: until its successor works, and until all have ended. */
final class RestartCase implements BenchCase {

  private static final int PLANS = 50;
  private static final int STEPS = 20;
  private static final Shape SHAPE = Shape.sequence(STEPS);

  @Override
  public String name() {
    return "restart";
  }

  @Override
  public Optional<Shape> plans() {
    return Optional.of(SHAPE);
  }

  @Override
  public List<Figure> run(Field field, Mode mode) throws InterruptedException {
    Map<String, List<Double>> first = new LinkedHashMap<>();
    Map<String, List<Double>> last = new LinkedHashMap<>();
    for (Side side : field.peers()) {
      once(field, side, mode, first, last);
    }
    return List.of(
        new Figure(name(), mode, "kill to next result", "s", first, null, null),
        new Figure(name(), mode, "kill to all closed", "s", last, null, null));
  }

  private static void once(
      Field field,
      Side side,
      Mode mode,
      Map<String, List<Double>> first,
      Map<String, List<Double>> last)
      throws InterruptedException {
    long before = side.calls();
    List<Started> runs = field.startAll(side, SHAPE, mode, PLANS);
    awaitCalls(side, before + PLANS * (STEPS / 4L));
    Instant killed = Instant.now();
    side.killWorker();
    // What the dead one had sent to the store is committed by now.
    Thread.sleep(300);
    awaitCalls(side, side.calls() + 1);
    Instant next = Instant.now();
    List<Instant> closed = new ArrayList<>();
    field.completeAll(runs).forEach(times -> closed.add(times.closed()));
    Instant end = closed.stream().max(Comparator.naturalOrder()).orElseThrow();
    first.put(side.name(), List.of(Executions.millis(killed, next) / 1000));
    last.put(side.name(), List.of(Executions.millis(killed, end) / 1000));
  }

  private static void awaitCalls(Side side, long count) throws InterruptedException {
    while (side.calls() < count) {
      Thread.sleep(20);
    }
  }
}
