package dev.cadre.bench.cases;

import dev.cadre.bench.plan.Mode;
import dev.cadre.bench.report.Bar;
import dev.cadre.bench.report.Figure;
import dev.cadre.bench.side.RestDoor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant feels of another that asks for all it can get: its 99th percentiles, before and
 * during.
 */
final class NoisyCase implements BenchCase {

  private static final double BAR = 2.0;
  private static final int CLIENTS = 32;
  private static final int WARM_UP = 400;
  private static final long SETTLING_MILLIS = 5_000;
  private static final int REQUESTS = 200;
  private static final long THINKING_MILLIS = 50;
  private static final int STEPS = 2_000;
  private static final long AFTER_REFUSAL_MILLIS = 50;
  private static final String PLAN =
      "{\"name\":\"asks\",\"steps\":[{\"id\":\"review\",\"kind\":\"gate\",\"title\":\"Fine?\"}]}";

  /** How long the quiet tenant's requests took, in milliseconds. */
  private record Felt(List<Double> reads, List<Double> submissions) {}

  /** What became of the noisy tenant's requests. */
  private record Noise(LongAdder answered, LongAdder refused) {}

  @Override
  public String name() {
    return "noisy";
  }

  @Override
  public boolean hasModes() {
    return false;
  }

  @Override
  public List<Figure> run(Field field, Mode mode) throws InterruptedException {
    RestDoor quiet = field.cadre().tenant("quiet.example");
    RestDoor noisy = field.cadre().tenant("noisy.example");
    String large = ValidationCase.plan(STEPS, _ -> "Hi");
    // Code and connections warm with what will be asked; alone each, so that neither gives way.
    for (RestDoor door : List.of(noisy, quiet)) {
      Thread.sleep(SETTLING_MILLIS);
      for (int turn = 0; turn < WARM_UP; turn++) {
        ask(door, turn, large).expect(turn % 3 == 1 ? 201 : 200);
      }
    }
    Thread.sleep(SETTLING_MILLIS);
    Felt alone = feel(quiet, field.sizes().pairs());
    Noise noise = new Noise(new LongAdder(), new LongAdder());
    Felt beside = beside(noisy, large, noise, quiet, field.sizes().pairs());
    List<Figure> figures = new ArrayList<>();
    figures.addAll(figures("reads", alone.reads(), beside.reads()));
    figures.addAll(figures("submissions", alone.submissions(), beside.submissions()));
    figures.add(figure("noisy answered", "", noise.answered().doubleValue(), null));
    figures.add(figure("noisy refused", "", noise.refused().doubleValue(), null));
    return figures;
  }

  /** As somebody asks who looks at a plan now and then: with pauses. */
  private static Felt feel(RestDoor door, int rounds) throws InterruptedException {
    Felt felt = new Felt(new ArrayList<>(), new ArrayList<>());
    for (int request = 0; request < rounds * REQUESTS; request++) {
      Thread.sleep(THINKING_MILLIS);
      if (request % 4 == 0) {
        felt.submissions().add(millis(() -> door.post("/v1/plans", PLAN).expect(201)));
      } else {
        felt.reads().add(millis(() -> door.get("/v1/plans?limit=20").expect(200)));
      }
    }
    return felt;
  }

  private static double millis(Runnable request) {
    long begun = System.nanoTime();
    request.run();
    return (System.nanoTime() - begun) / 1e6;
  }

  /** The same while many clients of another tenant ask without a pause, but for one after a 429. */
  private static Felt beside(RestDoor noisy, String large, Noise noise, RestDoor quiet, int rounds)
      throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> flood = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        int first = client;
        flood.add(clients.submit(() -> flood(noisy, first, large, noise, over)));
      }
      Felt felt;
      try {
        Thread.sleep(SETTLING_MILLIS);
        felt = feel(quiet, rounds);
      } finally {
        over.set(true);
      }
      for (Future<?> client : flood) {
        client.get();
      }
      return felt;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the noisy tenant gets no answers", e.getCause());
    }
  }

  private static @Nullable Void flood(
      RestDoor door, int first, String large, Noise noise, AtomicBoolean over)
      throws InterruptedException {
    for (int turn = first; !over.get(); turn++) {
      if (ask(door, turn, large).status() == 429) {
        noise.refused().increment();
        Thread.sleep(AFTER_REFUSAL_MILLIS);
      } else {
        noise.answered().increment();
      }
    }
    return null;
  }

  private static RestDoor.Reply ask(RestDoor door, int turn, String large) {
    return switch (turn % 3) {
      case 0 -> door.post("/v1/plans:validate", large);
      case 1 -> door.post("/v1/plans", PLAN);
      default -> door.get("/v1/plans?limit=100");
    };
  }

  private List<Figure> figures(String what, List<Double> alone, List<Double> beside) {
    double before = percentile(alone);
    double during = percentile(beside);
    return List.of(
        figure(what + ", p99, alone", "ms", before, null),
        figure(what + ", p99, beside noise", "ms", during, null),
        figure(what + ", p99, beside noise by alone", "", during / before, Bar.value(BAR)));
  }

  private static double percentile(List<Double> samples) {
    List<Double> sorted = samples.stream().sorted().toList();
    return sorted.get((int) Math.ceil(0.99 * sorted.size()) - 1);
  }

  private Figure figure(String what, String unit, double value, @Nullable Bar bar) {
    return new Figure(name(), null, what, unit, Map.of(Figure.CADRE, List.of(value)), bar, null);
  }
}
