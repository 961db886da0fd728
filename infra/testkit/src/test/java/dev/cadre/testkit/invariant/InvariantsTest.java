package dev.cadre.testkit.invariant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.testkit.invariant.Evidence.EngineState;
import dev.cadre.testkit.invariant.Evidence.Request;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InvariantsTest {

  /** One way to spoil a run, and what must be said of it. */
  private record Spoilt(String invariant, String how, String place, Consumer<Run> doctor) {

    @Override
    public String toString() {
      return invariant + " " + how;
    }
  }

  private static Spoilt spoilt(String invariant, String how, String place, Consumer<Run> doctor) {
    return new Spoilt(invariant, how, place, doctor);
  }

  static Stream<Spoilt> runs() {
    return Stream.of(ends(), results(), usage(), money(), gates(), logs(), rest())
        .flatMap(List::stream);
  }

  private static List<Spoilt> ends() {
    return List.of(
        spoilt("I1", "no row", "plan", run -> run.stands = false),
        spoilt("I1", "not found over REST", "REST", run -> run.found = false),
        spoilt("I1", "still running", "plan", run -> run.status = "RUNNING"),
        spoilt("I1", "another status over REST", "REST", run -> run.seenStatus = "FAILED"),
        spoilt("I1", "an open step", "post", run -> run.states.put("post", "RUNNING")),
        spoilt("I1", "an unsent order", "outbox", run -> run.unsent = 1));
  }

  private static List<Spoilt> results() {
    return List.of(
        spoilt("I2", "a second result", "write/1", run -> run.results.add(run.results.getFirst())),
        spoilt("I2", "a lost result", "write/1", run -> run.results.removeFirst()),
        spoilt("I2", "an untold result", "write/2", run -> run.results.add(other("write", 2))),
        spoilt("I2", "another digest", "write/1", run -> run.results.set(0, other("write", 1))),
        spoilt("I2", "another output", "write/1", run -> run.outputs.put("write/1", "ff")),
        spoilt(
            "I2",
            "failed, with a result",
            "write/1",
            run -> run.event("step.failed", "write", Map.of("occurrence", "1"))),
        spoilt(
            "I2",
            "told twice",
            "write/1",
            run -> run.event("step.completed", "write", Run.completed(Run.WRITE, "aa", "7"))),
        spoilt(
            "I2",
            "another size",
            "write/1",
            run ->
                run.results.set(0, new PlanRows.Result("write", 1, "attempt", Run.WRITE, "aa", 8))),
        spoilt("I2", "completed without a result", "write", run -> run.results.removeFirst()));
  }

  private static PlanRows.Result other(String step, int occurrence) {
    return new PlanRows.Result(step, occurrence, "attempt", Run.WRITE, "ff", 7);
  }

  private static List<Spoilt> usage() {
    return List.of(
        spoilt("I3", "a second usage row", Run.WRITE, run -> run.usage.add(run.usage.getFirst())),
        spoilt(
            "I3",
            "a row under another key",
            Run.PLAN + "/other/1/0/1",
            run -> run.usage.add(Run.usage(Run.WRITE + "/x", "other", true, 0, "0"))),
        spoilt("I3", "no usage row", Run.WRITE, run -> run.usage.removeFirst()),
        spoilt(
            "I3", "a call without a key", "/v1/messages", run -> run.calls.add(Run.call(4, null))),
        spoilt(
            "I3",
            "a call under an unknown key",
            Run.PLAN + "/write/1/0/9",
            run -> run.calls.add(Run.call(4, Run.PLAN + "/write/1/0/9"))),
        spoilt("I3", "a call too many", Run.WRITE, run -> run.calls.add(Run.call(4, Run.WRITE))),
        spoilt(
            "I3", "a second post", Run.PLAN + "/post/1", run -> run.calls.add(run.calls.getLast())),
        spoilt("I3", "more calls than crashes", Run.WRITE, run -> run.crashes.clear()),
        spoilt(
            "I3",
            "a crash at another time",
            Run.WRITE,
            run -> run.crashes.set(0, Instant.EPOCH.plusSeconds(10))),
        spoilt("I3", "counted, never made", Run.WRITE, run -> run.calls.subList(0, 2).clear()),
        spoilt("I3", "not settled", Run.WRITE, run -> run.usage.set(0, Run.write("0", null))),
        spoilt(
            "I3",
            "an untold call",
            Run.POST,
            run -> run.events.removeIf(e -> e.get("attempt").equals(Run.POST) && e.seq() == 11)));
  }

  private static List<Spoilt> money() {
    return List.of(
        spoilt(
            "I4",
            "an attempt still reserves",
            Run.WRITE,
            run -> run.usage.set(0, Run.write("0.1", Run.SETTLED))),
        spoilt("I4", "another cost over REST", "REST", run -> run.cost = "0.004"),
        spoilt("I4", "not all settled", "budget", run -> run.budget = budget("1", "0.002", "0")),
        spoilt("I4", "still reserved", "budget", run -> run.budget = budget("1", "0.003", "0.1")),
        spoilt(
            "I4", "over its limit", "budget", run -> run.budget = budget("0.001", "0.003", "0")));
  }

  private static PlanRows.Budget budget(String limit, String settled, String reserved) {
    return new PlanRows.Budget(Run.money(limit), Run.money(settled), Run.money(reserved));
  }

  private static List<Spoilt> gates() {
    return List.of(
        spoilt("I5", "a second vote", Run.GATE, run -> run.votes.add(run.votes.getFirst())),
        spoilt(
            "I5",
            "an untold vote",
            Run.GATE + "/rita",
            run -> run.events.removeIf(e -> e.type().equals("gate.decided"))),
        spoilt("I5", "a lost vote", Run.GATE + "/rita", run -> run.votes.clear()),
        spoilt(
            "I5",
            "closed twice",
            Run.GATE,
            run ->
                run.event(
                    "gate.closed", "review", Map.of("gate", Run.GATE, "outcome", "APPROVED"))),
        spoilt("I5", "still open", Run.GATE, run -> run.gates.set(0, gate(true, ""))),
        spoilt("I5", "another outcome", Run.GATE, run -> run.gates.set(0, gate(false, "REJECTED"))),
        spoilt("I5", "started too early", "post", run -> Collections.swap(run.events, 8, 9)),
        spoilt(
            "I5",
            "started without an answer",
            "post",
            run -> run.events.removeIf(e -> e.type().equals("step.completed") && e.seq() == 9)));
  }

  private static PlanRows.Gate gate(boolean open, String outcome) {
    return new PlanRows.Gate(Run.GATE, "review", 1, open, outcome);
  }

  private static List<Spoilt> logs() {
    return List.of(
        spoilt("I6", "a missing number", "event 3", run -> run.events.remove(2)),
        spoilt("I6", "more by REST", "REST", run -> run.rows.remove(2)),
        spoilt(
            "I6", "a resumed stream with a gap", "stream after 2", run -> run.resumed = List.of()),
        spoilt("I6", "a lost row", "plan", run -> run.rows.remove(2)),
        spoilt(
            "I6",
            "an unnumbered row",
            "plan.submitted",
            run -> run.rows.set(0, new PlanRows.EventRow(null, "plan.submitted", ""))),
        spoilt("I6", "a number twice", "event 2", run -> run.rows.set(0, run.rows.get(1))),
        spoilt(
            "I6",
            "something after the end",
            "event 14",
            run -> run.event("plan.running", "", Map.of())),
        spoilt("I6", "two ends", "plan", run -> run.event("plan.completed", "", Map.of())),
        spoilt(
            "I6",
            "a stream with a gap",
            "stream",
            run -> run.streamed = List.of("1 plan.submitted")),
        spoilt("I6", "another end", "event 13", run -> run.status = "FAILED"));
  }

  private static List<Spoilt> rest() {
    return List.of(
        spoilt(
            "I9", "clear text", "worker.log", run -> run.leaks.put("worker.log", List.of("zebra"))),
        spoilt(
            "I11",
            "a failing task",
            "plan-1",
            run -> run.engine.add(new EngineState(Run.PLAN, "plan-1", "NON_DETERMINISTIC"))),
        spoilt(
            "I11", "a session that hangs", "postgres", run -> run.store.add("idle in transaction")),
        spoilt(
            "I12",
            "two answers",
            "k1",
            run -> run.requests.add(new Request("k1", "{\"a\":1}", Run.PLAN))),
        spoilt("I12", "two keys", "k2", run -> run.requests.add(new Request("k2", "{}", Run.PLAN))),
        spoilt(
            "I12", "a plan unseen", "k3", run -> run.requests.add(new Request("k3", "{}", "p"))));
  }

  @Test
  void findsNothingInARunInWhichNothingIsWrong() {
    assertThat(Invariants.broken(new Run().evidence())).isEmpty();
    assertThatCode(() -> Invariants.mustHold(new Run().evidence(), 1)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("runs")
  void namesTheInvariantAndThePlaceOfEachViolation(Spoilt spoilt) {
    Run run = new Run();
    spoilt.doctor().accept(run);

    assertThat(Invariants.broken(run.evidence()))
        .anyMatch(
            v -> v.invariant().equals(spoilt.invariant()) && v.place().equals(spoilt.place()));
    assertThatThrownBy(() -> Invariants.mustHold(run.evidence(), 1))
        .hasMessageContaining(spoilt.invariant() + " plan=")
        .hasMessageContaining(spoilt.place());
  }

  @Test
  void takesNoProgressForAFailure() {
    assertThatThrownBy(() -> Invariants.mustHold(new Run().evidence(), 2))
        .hasMessageContaining("only 1 plans completed");
  }

  @Test
  void doesNotHoldAgainstAPlanWhatAnotherOneCalled() {
    Run run = new Run();
    run.calls.add(Run.call(4, "01900000-0000-7000-8000-0000000000ff/write/1/0/1"));

    assertThat(Invariants.broken(run.evidence())).isEmpty();
  }
}
