package dev.cadre.bench.cases;

import dev.cadre.bench.plan.Mode;
import dev.cadre.bench.plan.Shape;
import dev.cadre.bench.report.Bar;
import dev.cadre.bench.report.Figure;
import dev.cadre.bench.runtime.LiveHeap;
import dev.cadre.bench.side.Side;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What plans cost that wait for a person: the worker's memory, and bytes on disk. */
final class WaitingCase implements BenchCase {

  private static final double MOST = 1.10;
  private static final double MB = 1 << 20;
  private static final Shape SHAPE = Shape.gate();

  /** As it stands at some count of waiting runs. */
  private record Standing(double heap, double store, double temporal) {}

  @Override
  public String name() {
    return "waiting";
  }

  @Override
  public Optional<Shape> plans() {
    return Optional.of(SHAPE);
  }

  @Override
  public List<Figure> run(Field field, Mode mode) throws InterruptedException {
    int few = field.sizes().waiting().getFirst();
    int many = field.sizes().waiting().getLast();
    Map<String, List<Standing>> standings = new LinkedHashMap<>();
    for (Side side : field.peers()) {
      long before = side.atGates();
      List<Standing> of = new ArrayList<>();
      bring(field, side, mode, before, few);
      of.add(standing(field, side));
      bring(field, side, mode, before + few, many - few);
      of.add(standing(field, side));
      standings.put(side.name(), of);
      field.stack().provider().forget();
    }
    return figures(mode, few, many, standings);
  }

  private List<Figure> figures(
      Mode mode, int few, int many, Map<String, List<Standing>> standings) {
    Map<String, List<Double>> low = new LinkedHashMap<>();
    Map<String, List<Double>> high = new LinkedHashMap<>();
    Map<String, List<Double>> growth = new LinkedHashMap<>();
    Map<String, List<Double>> store = new LinkedHashMap<>();
    Map<String, List<Double>> temporal = new LinkedHashMap<>();
    standings.forEach((side, of) -> {
      Standing first = of.getFirst();
      Standing last = of.getLast();
      low.put(side, List.of(first.heap / MB));
      high.put(side, List.of(last.heap / MB));
      growth.put(side, List.of(last.heap / first.heap));
      store.put(side, List.of((last.store - first.store) / (many - few)));
      temporal.put(side, List.of((last.temporal - first.temporal) / (many - few)));
    });
    return List.of(
        new Figure(name(), mode, "live heap at " + few, "MB", low, null, null),
        new Figure(name(), mode, "live heap at " + many, "MB", high, null, null),
        new Figure(name(), mode, "growth of the heap", "", growth, Bar.value(MOST), null),
        new Figure(name(), mode, "own store, a plan", "bytes", store, null, null),
        new Figure(name(), mode, "Temporal's store, a plan", "bytes", temporal, null, null));
  }

  private static void bring(Field field, Side side, Mode mode, long before, int count)
      throws InterruptedException {
    field.startAll(side, SHAPE, mode, count);
    long told = 0;
    for (long at = side.atGates(); at < before + count; at = side.atGates()) {
      if (at - told > 1_000) {
        field.progress().say("waiting: " + side.name() + " " + (at - before) + " of " + count);
        told = at;
      }
      Thread.sleep(200);
    }
    // Workflow tasks that still run hold memory of their own.
    Thread.sleep(3_000);
  }

  private static Standing standing(Field field, Side side) throws InterruptedException {
    return new Standing(
        LiveHeap.of(side.worker()),
        field.stack().databases().storeBytes(),
        field.stack().databases().temporalBytes());
  }
}
