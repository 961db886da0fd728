package dev.cadre.bench.cases;

import dev.cadre.bench.plan.Mode;
import dev.cadre.bench.plan.Shape;
import dev.cadre.bench.report.Figure;
import dev.cadre.bench.runtime.Executions;
import dev.cadre.bench.runtime.ProcessorTime;
import dev.cadre.bench.side.Side;
import dev.cadre.bench.side.Started;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans of ten steps, all submitted at once: until the last has ended. */
final class BurstCase implements BenchCase {

  private static final String TIME = "first sent to last close";
  private static final String RATE = "plans";
  private static final String PROCESSOR = "processor, ";
  private static final Shape SHAPE = Shape.sequence(10);

  @Override
  public String name() {
    return "burst";
  }

  @Override
  public Optional<Shape> plans() {
    return Optional.of(SHAPE);
  }

  @Override
  public List<Figure> run(Field field, Mode mode) throws InterruptedException {
    Turns turns =
        new Turns().run(field.sizes().burstPairs(), field.sides(), side -> once(field, side, mode));
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure(name(), mode, TIME, "s", turns.of(TIME), Bars.of(mode), null));
    figures.add(new Figure(name(), mode, RATE, "1/s", turns.of(RATE), null, null));
    for (String part : turns.quantities()) {
      if (part.startsWith(PROCESSOR)) {
        figures.add(new Figure(name(), mode, part, "ms a plan", turns.of(part), null, null));
      }
    }
    return figures;
  }

  private static Map<String, Double> once(Field field, Side side, Mode mode)
      throws InterruptedException {
    int count = field.sizes().burst();
    Map<String, Double> before = field.stack().processorSeconds(side.worker());
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
    Map<String, Double> measured = new LinkedHashMap<>();
    measured.put(TIME, seconds);
    measured.put(RATE, count / seconds);
    Map<String, Double> used =
        ProcessorTime.between(before, field.stack().processorSeconds(side.worker()));
    used.forEach((part, time) -> measured.put(PROCESSOR + part, time * 1000 / count));
    measured.put(
        PROCESSOR + "all", used.values().stream().mapToDouble(t -> t * 1000).sum() / count);
    return measured;
  }
}
