package dev.cadre.e2e;

import dev.cadre.testkit.invariant.EngineReader;
import dev.cadre.testkit.invariant.Evidence;
import dev.cadre.testkit.invariant.Evidence.EngineState;
import dev.cadre.testkit.invariant.Evidence.Request;
import dev.cadre.testkit.invariant.Invariants;
import dev.cadre.testkit.invariant.PlanEvidence;
import dev.cadre.testkit.invariant.PlanRows;
import dev.cadre.testkit.invariant.RowReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Looks at a stack after faults, when its plans have ended: over REST, in PostgreSQL, in Temporal,
 * in the files, and in what providers have seen.
 */
final class Inspection {

  /** Readers number events in a transaction of their own; the last orders go out a little later. */
  private static final Duration SETTLING = Duration.ofSeconds(20);

  private static final int READERS = 4;

  private final Stack stack;
  private final List<String> plans = new ArrayList<>();
  private final List<Request> requests = new ArrayList<>();
  private final List<String> canaries = new ArrayList<>();
  private final List<Instant> crashes = new ArrayList<>();

  private Inspection(Stack stack) {
    this.stack = stack;
  }

  static Inspection of(Stack stack) {
    return new Inspection(stack);
  }

  /** Looks at these. */
  Inspection plans(PlanRun... runs) {
    return plans(List.of(runs));
  }

  Inspection plans(Collection<PlanRun> runs) {
    runs.forEach(run -> plans.add(run.id()));
    return this;
  }

  /** Submissions and their answers; their plans are looked at too. */
  Inspection requests(Collection<Request> answered) {
    requests.addAll(answered);
    answered.stream()
        .map(Request::plan)
        .filter(plan -> !plans.contains(plan))
        .distinct()
        .forEach(plans::add);
    return this;
  }

  /** When something died or stood still. */
  Inspection crashes(Instant... at) {
    return crashes(List.of(at));
  }

  Inspection crashes(Collection<Instant> at) {
    crashes.addAll(at);
    return this;
  }

  /** Words that must stand in no file. */
  Inspection canaries(String... words) {
    canaries.addAll(List.of(words));
    return this;
  }

  /** Fails with every violation, or when fewer plans than {@code progress} have completed. */
  void mustHold(int progress) {
    Invariants.mustHold(evidence(), progress);
  }

  /** Everything that can be seen, once it is quiet. */
  Evidence evidence() {
    RowReader rows = new RowReader(stack.postgres());
    try (EngineReader engine = new EngineReader(stack.temporal())) {
      List<EngineState> states = new ArrayList<>();
      quiet(rows, engine);
      plans.forEach(plan -> states.add(engine.workflow(plan, crashes)));
      states.addAll(engine.queue("cadre"));
      Map<String, PlanRows> stored = rows.read(plans);
      List<PlanEvidence> seen = seen(stored);
      // Reading numbers what was not numbered yet.
      Map<String, PlanRows> numbered = rows.read(plans);
      return new Evidence(
          seen.stream()
              .map(plan -> new PlanEvidence(plan.id(), numbered.get(plan.id()), plan.read()))
              .toList(),
          stack.providers().ledger(),
          crashes,
          requests,
          states,
          rows.busy(),
          leaks());
    }
  }

  /** What is under way when the last plan has ended is given a moment. */
  private void quiet(RowReader rows, EngineReader engine) {
    long end = System.nanoTime() + SETTLING.toNanos();
    while (System.nanoTime() < end && busy(rows, engine)) {
      Await.pause(Duration.ofMillis(250));
    }
  }

  private boolean busy(RowReader rows, EngineReader engine) {
    return !rows.busy().isEmpty()
        || rows.read(plans).values().stream().anyMatch(plan -> plan.unsent() > 0)
        || engine.queue("cadre").stream().anyMatch(state -> state.trouble() != null)
        || plans.stream().anyMatch(plan -> engine.workflow(plan, crashes).trouble() != null);
  }

  private List<PlanEvidence> seen(Map<String, PlanRows> stored) {
    List<Callable<PlanEvidence>> reads =
        plans.stream()
            .map(plan ->
                (Callable<PlanEvidence>)
                    () ->
                        new PlanEvidence(
                            plan,
                            stored.get(plan),
                            SeenPlan.read(new PlanRun(stack.requester(), plan))))
            .toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
      var done = new ExecutorCompletionService<PlanEvidence>(threads);
      reads.forEach(done::submit);
      List<PlanEvidence> seen = new ArrayList<>();
      try {
        while (seen.size() < reads.size()) {
          seen.add(done.take().get());
        }
      } finally {
        // The first failure is told at once.
        threads.shutdownNow();
      }
      return seen;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  /** Reads every file, so only where a word is looked for. */
  private Map<String, List<String>> leaks() {
    if (canaries.isEmpty()) {
      return Map.of();
    }
    List<String> words = new ArrayList<>(canaries);
    words.add(Stack.KEY);
    return DiskScan.of(
            List.of(
                stack.state().resolve("postgres"),
                stack.state().resolve("temporal"),
                stack.state().resolve("log")))
        .find(words)
        .entrySet()
        .stream()
        .collect(Collectors.toMap(found -> found.getKey().toString(), Map.Entry::getValue));
  }
}
