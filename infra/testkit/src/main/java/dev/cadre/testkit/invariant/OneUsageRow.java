package dev.cadre.testkit.invariant;

import dev.cadre.testkit.fault.SeenCall;
import dev.cadre.testkit.invariant.PlanEvidence.PlanSeen;
import dev.cadre.testkit.invariant.PlanRows.Usage;
import dev.cadre.workflows.expression.CanonicalJson;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * I3: the calls of one attempt share a key, one usage row stands for each key, and a key was called
 * at most once, and once more for each crash meanwhile.
 */
final class OneUsageRow implements Invariant {

  /** Between the moment that a test notes and the one that a row tells. */
  private static final Duration CLOCKS = Duration.ofSeconds(1);

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  @Override
  public List<Violation> broken(Evidence evidence) {
    var found = new Findings("I3");
    Set<String> ids = evidence.plans().stream().map(PlanEvidence::id).collect(Collectors.toSet());
    Map<String, Long> calls = calls(evidence, ids, found);
    for (PlanEvidence plan : evidence.plans()) {
      if (plan.rows() != null) {
        rows(plan.id(), plan.rows().usage(), evidence.crashes(), found);
        called(plan.id(), plan.rows().usage(), calls, evidence.crashes(), found);
        if (plan.read() != null) {
          told(plan.id(), plan.rows(), plan.read(), found);
        }
      }
    }
    // A hash does not tell whose it is.
    calls.keySet().removeIf(key -> plan(key).isEmpty());
    calls.forEach(
        (key, count) -> found.expect(false, plan(key), key, "%d calls, no row".formatted(count)));
    return found.all();
  }

  /** The plan that a key names; empty where it names none. */
  private static String plan(String key) {
    return key.substring(0, Math.max(0, key.indexOf('/')));
  }

  private static String step(String plan, Usage row) {
    return plan + "/" + row.step() + "/" + row.occurrence();
  }

  private static String talk(Usage row) {
    return row.turn() == 0 && row.call() == 0 ? "" : "/" + row.turn() + "." + row.call();
  }

  /** How often each key of these plans reached a provider. */
  private static Map<String, Long> calls(Evidence evidence, Set<String> ids, Findings found) {
    Map<String, Long> calls = new TreeMap<>();
    for (SeenCall call : evidence.calls()) {
      String key = call.idempotencyKey();
      found.expect(key != null, "", call.path(), "call %d has no key".formatted(call.seq()));
      if (key != null && (ids.contains(plan(key)) || HASH.matcher(key).matches())) {
        calls.merge(key, 1L, Long::sum);
      }
    }
    return calls;
  }

  private static void rows(String plan, List<Usage> usage, List<Instant> crashes, Findings found) {
    Set<String> keys = new HashSet<>();
    for (Usage row : usage) {
      String key = step(plan, row) + talk(row) + "/" + row.target() + "/" + row.attempt();
      found.expect(keys.add(key), plan, key, "has a second usage row: %s".formatted(row.key()));
      found.expect(
          row.key().equals(key), plan, key, "its row has another key: %s".formatted(row.key()));
      found.expect(row.settled(), plan, key, "not settled");
      int during = during(row, crashes);
      found.expect(
          row.calls() <= 1 + during,
          plan,
          key,
          "%d calls, %d crashes meanwhile".formatted(row.calls(), during));
    }
  }

  /** Compares with the providers' own count; what has a row is taken out of {@code calls}. */
  private static void called(
      String plan,
      List<Usage> usage,
      Map<String, Long> calls,
      List<Instant> crashes,
      Findings found) {
    Map<String, List<Usage>> byKey =
        usage.stream()
            .filter(row -> !row.key().isEmpty() && !row.inside())
            .collect(Collectors.groupingBy(row -> sent(plan, row)));
    byKey.forEach((key, rows) -> {
      long reached = calls.getOrDefault(key, 0L);
      calls.remove(key);
      int counted = rows.stream().mapToInt(Usage::calls).sum();
      int during = rows.stream().mapToInt(row -> during(row, crashes)).sum();
      found.expect(
          reached <= counted, plan, key, "called %d times, counted %d".formatted(reached, counted));
      // A worker may die between counting a call and making it.
      boolean dropped = rows.stream().anyMatch(row -> row.category().equals("TRANSPORT"));
      found.expect(
          dropped || reached >= counted - during,
          plan,
          key,
          "counted %d, called only %d times, %d crashes meanwhile"
              .formatted(counted, reached, during));
    });
  }

  /** How many crashes can have hit it. */
  private static int during(Usage row, List<Instant> crashes) {
    Instant end = row.settledAt() == null ? Instant.MAX : row.settledAt();
    Instant start = row.startedAt().minus(CLOCKS);
    return (int) crashes.stream().filter(at -> !at.isBefore(start) && !at.isAfter(end)).count();
  }

  /**
   * The key that the provider was given: a tool's names the wish, not the attempt; and a hash where
   * the wish is a model's.
   */
  private static String sent(String plan, Usage row) {
    if (row.model()) {
      return row.key();
    }
    return row.call() == 0
        ? step(plan, row)
        : CanonicalJson.sha256(step(plan, row) + "/tool/" + row.turn() + "." + row.call());
  }

  private static void told(String plan, PlanRows rows, PlanSeen seen, Findings found) {
    Map<String, Long> started =
        seen.events().stream()
            .filter(event -> event.type().equals("attempt.started"))
            .collect(Collectors.groupingBy(e -> e.get("attempt"), Collectors.counting()));
    for (Usage row : rows.usage()) {
      long times = started.getOrDefault(row.key(), 0L);
      found.expect(
          times == row.calls(),
          plan,
          row.key(),
          "started %d times, counted %d".formatted(times, row.calls()));
    }
  }
}
