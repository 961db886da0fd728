package dev.cadre.testkit.invariant;

import dev.cadre.testkit.fault.SeenCall;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a run has left behind.
 *
 * @param plans those that were acknowledged
 * @param calls what reached providers and tools, of these and of other plans
 * @param crashes when something happened that may have made the calls of that moment second ones: a
 *     worker died or stood still, Temporal or the store was away
 * @param requests what clients asked and were told
 * @param engine what Temporal says when all is quiet
 * @param store what PostgreSQL is still busy with; empty when all is quiet
 * @param leaks words that must not stand anywhere, and the places where they do
 */
public record Evidence(
    List<PlanEvidence> plans,
    List<SeenCall> calls,
    List<Instant> crashes,
    List<Request> requests,
    List<EngineState> engine,
    List<String> store,
    Map<String, List<String>> leaks) {

  /**
   * One answered submission.
   *
   * @param key the idempotency key
   * @param answer the body of the answer
   * @param plan the id in it
   */
  public record Request(String key, String answer, String plan) {}

  /**
   * What Temporal tells of one workflow or queue.
   *
   * @param plan empty for a queue
   * @param trouble what is wrong with it; null when nothing is
   */
  public record EngineState(String plan, String place, @Nullable String trouble) {}

  public Evidence {
    plans = List.copyOf(plans);
    calls = List.copyOf(calls);
    crashes = List.copyOf(crashes);
    requests = List.copyOf(requests);
    engine = List.copyOf(engine);
    store = List.copyOf(store);
    leaks = Map.copyOf(leaks);
  }
}
