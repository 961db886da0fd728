package dev.cadre.testkit.invariant;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.SeenCall;
import dev.cadre.testkit.invariant.PlanEvidence.Event;
import dev.cadre.testkit.invariant.PlanEvidence.PlanSeen;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run in which nothing is wrong, for tests to spoil: one plan in which {@code write} was called
 * twice because a worker died, a person said GO, and {@code post} went out.
 */
final class Run {

  static final String PLAN = "01900000-0000-7000-8000-00000000000a";
  static final String WRITE = PLAN + "/write/1/0/1";
  static final String POST = PLAN + "/post/1/0/1";
  static final Instant SETTLED = Instant.EPOCH.plusSeconds(9);
  static final String GATE = "01900000-0000-7000-8000-00000000000b";

  String status = "COMPLETED";
  String seenStatus = "COMPLETED";
  String cost = "0.003";
  long unsent;
  long lastSeq;
  final List<Instant> crashes = new ArrayList<>(List.of(Instant.EPOCH.plusSeconds(5)));
  boolean found = true;
  boolean stands = true;
  final List<PlanRows.Usage> usage = new ArrayList<>();
  final List<PlanRows.Result> results = new ArrayList<>();
  final List<PlanRows.EventRow> rows = new ArrayList<>();
  final List<PlanRows.Gate> gates = new ArrayList<>();
  final List<PlanRows.Vote> votes = new ArrayList<>();
  final List<Event> events = new ArrayList<>();
  final List<SeenCall> calls = new ArrayList<>();
  final List<Evidence.Request> requests = new ArrayList<>();
  final List<Evidence.EngineState> engine = new ArrayList<>();
  final List<String> store = new ArrayList<>();
  final Map<String, List<String>> leaks = new HashMap<>();
  final Map<String, String> states = new HashMap<>();
  final Map<String, String> outputs = new HashMap<>();
  PlanRows.Budget budget = new PlanRows.Budget(money("1"), money("0.003"), money("0"));
  @Nullable List<String> streamed;
  @Nullable List<String> resumed;

  Run() {
    usage.add(usage(WRITE, "write", true, 2, "0.003"));
    usage.add(usage(POST, "post", false, 1, "0"));
    results.add(new PlanRows.Result("write", 1, "attempt", WRITE, "aa", 7));
    results.add(new PlanRows.Result("review", 1, "gate", "", "bb", 3));
    results.add(new PlanRows.Result("post", 1, "attempt", POST, "cc", 9));
    outputs.put("write/1", "aa");
    List.of("write", "review", "post").forEach(step -> states.put(step, "COMPLETED"));
    gates.add(new PlanRows.Gate(GATE, "review", 1, false, "APPROVED"));
    votes.add(new PlanRows.Vote(GATE, "rita", "GO"));
    calls.add(call(1, WRITE));
    calls.add(call(2, WRITE));
    calls.add(call(3, PLAN + "/post/1"));
    requests.add(new Evidence.Request("k1", "{}", PLAN));
    requests.add(new Evidence.Request("k1", "{}", PLAN));
    engine.add(new Evidence.EngineState(PLAN, "plan-" + PLAN, null));
    leaks.put("worker.log", List.of());
    tell();
  }

  private void tell() {
    event("plan.submitted", "", Map.of());
    event("step.started", "write", Map.of("occurrence", "1"));
    event("attempt.started", "write", Map.of("attempt", WRITE));
    event("attempt.started", "write", Map.of("attempt", WRITE));
    event("step.completed", "write", completed(WRITE, "aa", "7"));
    event("gate.opened", "review", Map.of("gate", GATE));
    event("gate.decided", "review", Map.of("gate", GATE, "reviewer", "rita"));
    event("gate.closed", "review", Map.of("gate", GATE, "outcome", "APPROVED"));
    event("step.completed", "review", completed("", "bb", "3"));
    event("step.started", "post", Map.of("occurrence", "1"));
    event("attempt.started", "post", Map.of("attempt", POST));
    event("step.completed", "post", completed(POST, "cc", "9"));
    event("plan.completed", "", Map.of());
  }

  static Map<String, String> completed(String attempt, String sha256, String size) {
    return Map.of("occurrence", "1", "attempt", attempt, "sha256", sha256, "size", size);
  }

  /** Adds an event to rows and pages alike. */
  void event(String type, String step, Map<String, String> data) {
    lastSeq++;
    events.add(new Event(lastSeq, type, step, data));
    rows.add(new PlanRows.EventRow(lastSeq, type, step));
  }

  /** That of {@code write}, which reserves still, or is not settled. */
  static PlanRows.Usage write(String reserved, @Nullable Instant settledAt) {
    return usage(WRITE, "write", true, 2, "0.003", reserved, settledAt);
  }

  static PlanRows.Usage usage(String key, String step, boolean model, int calls, String cost) {
    return usage(key, step, model, calls, cost, "0", SETTLED);
  }

  private static PlanRows.Usage usage(
      String key,
      String step,
      boolean model,
      int calls,
      String cost,
      String reserved,
      @Nullable Instant settledAt) {
    return new PlanRows.Usage(
        key,
        step,
        1,
        0,
        0,
        0,
        1,
        model,
        false,
        settledAt != null,
        calls,
        "",
        false,
        money(cost),
        money(reserved),
        Instant.EPOCH,
        settledAt);
  }

  static SeenCall call(long seq, @Nullable String key) {
    Map<String, String> headers = key == null ? Map.of() : Map.of("idempotency-key", key);
    return new SeenCall(
        seq, Instant.EPOCH, "POST", "/v1/messages", "m", headers, "", Fault.Kind.ANSWER);
  }

  static BigDecimal money(String text) {
    return new BigDecimal(text);
  }

  Evidence evidence() {
    PlanRows stored =
        new PlanRows(status, 1, lastSeq, unsent, usage, results, rows, gates, votes, budget);
    List<String> all = events.stream().map(e -> e.seq() + " " + e.type()).toList();
    PlanSeen seen =
        new PlanSeen(
            seenStatus,
            cost,
            Map.of("write", Set.of(), "review", Set.of("write"), "post", Set.of("review")),
            Map.of("write", "agent", "review", "gate", "post", "tool"),
            states,
            outputs,
            events,
            streamed == null ? all : streamed,
            2,
            resumed == null ? all.subList(Math.min(2, all.size()), all.size()) : resumed);
    return new Evidence(
        List.of(new PlanEvidence(PLAN, stands ? stored : null, found ? seen : null)),
        calls,
        crashes,
        requests,
        engine,
        store,
        leaks);
  }
}
