package dev.cadre.bench.cases;

import dev.cadre.bench.plan.Mode;
import dev.cadre.bench.plan.Shape;
import dev.cadre.bench.runtime.BenchStack;
import dev.cadre.bench.runtime.Executions;
import dev.cadre.bench.side.BareSide;
import dev.cadre.bench.side.CadreSide;
import dev.cadre.bench.side.Side;
import dev.cadre.bench.side.Started;
import dev.cadre.parts.process.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** What cases measure on. */
public record Field(
    BenchStack stack,
    CadreSide cadre,
    BareSide bare,
    BareSide noRows,
    Sizes sizes,
    Progress progress) {

  /** Clients that submit at the same time. */
  private static final int CLIENTS = 32;

  /** All sides. */
  List<Side> sides() {
    return List.of(cadre, bare, noRows);
  }

  /** Those that do the same work. */
  List<Side> peers() {
    return List.of(cadre, bare);
  }

  Executions executions() {
    return stack.executions();
  }

  /** Starts that many runs at once; returns when all are acknowledged. */
  List<Started> startAll(Side side, Shape shape, Mode mode, int count) throws InterruptedException {
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<Started>> starts =
          IntStream.range(0, count)
              .mapToObj(_ -> clients.submit(() -> side.start(shape, mode)))
              .toList();
      List<Started> runs = new ArrayList<>();
      for (Future<Started> start : starts) {
        runs.add(start.get());
      }
      return runs;
    } catch (ExecutionException e) {
      throw new IllegalStateException(side.name() + " takes no more runs", e.getCause());
    }
  }

  /** Waits for all of them; their times in the same order. */
  List<Executions.Times> completeAll(List<Started> runs) throws InterruptedException {
    List<Executions.Times> times = new ArrayList<>();
    for (Started run : runs) {
      times.add(executions().completed(run.workflow()));
    }
    return times;
  }

  /** Runs plans on each side until their code is compiled and their connections stand. */
  public void warmUp(Mode mode) throws InterruptedException {
    for (Side side : sides()) {
      for (Shape shape : List.of(Shape.sequence(10), Shape.fanOut(50), Shape.gate())) {
        if (side.lacks(shape, mode).isPresent()) {
          continue;
        }
        // One fan-out runs what a step does fifty times.
        int count = shape.kind() == Shape.Kind.FAN_OUT ? sizes.warmUp() / 15 : sizes.warmUp();
        List<Started> runs = startAll(side, shape, mode, count);
        if (shape.kind() == Shape.Kind.GATE) {
          for (Started run : runs) {
            awaitGate(side, run);
            side.approve(run);
          }
        }
        completeAll(runs);
      }
      progress.say("warm: " + side.name() + ", " + mode.word());
    }
    stack.provider().forget();
  }

  void awaitGate(Side side, Started run) throws InterruptedException {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!side.atGate(run)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(run.workflow() + " comes to no gate");
      }
      Thread.sleep(20);
    }
  }
}
