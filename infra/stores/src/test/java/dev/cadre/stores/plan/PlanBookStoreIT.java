package dev.cadre.stores.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.gate.Refusal;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.plan.Aggregate;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.PlanEnd;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.StepState;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What a run writes into its book: batches of facts, aggregates, and its end. */
class PlanBookStoreIT {

  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  private final TestStore store = TestStore.open();
  private final PlanBookStore book =
      new PlanBookStore(store.postgres(), store.keys(), Clock.systemUTC());
  private final PlanId plan = store.plan(null, "draft", "review", "publish");

  @Test
  void tellsThePlansStatesOnceHoweverOftenABatchIsWritten() {
    book.open(
            new StartPlan(TestStore.TENANT, plan, 1),
            opening -> PlanOpeningIT.snapshot(opening, "first"))
        .block();
    RecordFacts batch =
        facts(
            1,
            new Fact.PlanMoved(PlanStatus.WAITING, NOW),
            new Fact.PlanMoved(PlanStatus.RUNNING, NOW));
    book.record(batch).block();
    book.record(batch).block();
    assertThat(events()).isEqualTo("plan.submitted plan.started plan.waiting plan.running");
    assertThat(status()).isEqualTo("RUNNING");
  }

  @Test
  void writesABatchOnce() {
    Fact skipped =
        new Fact.StepMoved("draft", 1, StepState.SKIPPED, "CONDITION_FALSE", null, null, NOW);
    book.record(facts(1, skipped)).block();
    book.record(facts(1, skipped)).block();
    assertThat(events()).isEqualTo("plan.submitted step.skipped");
  }

  /** A workflow task that is lost is done again with more that has happened meanwhile. */
  @Test
  void writesWhatABatchOfTheSameNumberDidNotHold() {
    GateId gate = new GateId(UUID.randomUUID());
    Fact started = moved("draft", 1, StepState.RUNNING);
    Fact skipped = new Fact.GateNotRequired("other", NOW);
    Fact stranger = judged(null, Verdict.GO, Refusal.GATE_NOT_FOUND, "stranger");
    Fact refused = judged(gate, Verdict.GO, Refusal.FOUR_EYES, "requester");
    Fact decided = judged(gate, Verdict.GO, null, "reviewer");
    Fact opened = opened(gate);
    book.record(facts(1, started, skipped, stranger)).block();

    book.record(facts(1, started, opened, skipped, stranger, refused)).block();
    book.record(facts(1, started, opened, skipped, stranger, refused, decided)).block();

    assertThat(events())
        .isEqualTo(
            "plan.submitted step.started gate.not_required gate.refused gate.opened gate.refused"
                + " gate.decided");
  }

  private static Fact opened(GateId gate) {
    return new Fact.GateOpened(
        gate,
        "review",
        1,
        "Publish?",
        List.of(),
        List.of(),
        "sha256:x",
        Audience.DEFAULT,
        null,
        null,
        NOW);
  }

  @Test
  void letsNoLateFactTakeAStepBack() {
    book.record(facts(1, moved("draft", 1, StepState.RUNNING))).block();
    book.record(facts(2, moved("draft", 1, StepState.READY))).block();
    assertThat(step("draft")).isEqualTo("RUNNING");
    book.record(facts(3, moved("draft", 1, StepState.FAILED))).block();
    book.record(facts(4, moved("draft", 1, StepState.RUNNING))).block();
    assertThat(step("draft")).isEqualTo("FAILED");
    book.record(facts(5, moved("draft", 2, StepState.READY))).block();
    assertThat(step("draft")).isEqualTo("READY");
  }

  @Test
  void writesAGateItsDecisionsAndItsEnd() {
    GateId gate = new GateId(UUID.randomUUID());
    book.record(
            facts(
                1,
                opened(gate),
                new Fact.PlanMoved(PlanStatus.WAITING, NOW),
                judged(gate, Verdict.GO, Refusal.FOUR_EYES, "requester"),
                judged(gate, Verdict.GO, null, "reviewer"),
                new Fact.GateClosed(gate, "review", 1, GateOutcome.APPROVED, NOW),
                new Fact.OutputCommitted(
                    "review",
                    1,
                    new Output(Map.of("decision", "GO"), null, "", 0),
                    "gate",
                    null,
                    NOW)))
        .block();
    assertThat(events())
        .isEqualTo(
            "plan.submitted gate.opened plan.waiting gate.refused gate.decided gate.closed"
                + " step.completed");
    assertThat(store.read("select status || outcome from gate where id = ?", gate.value()))
        .isEqualTo("CLOSEDAPPROVED");
    assertThat(
            store.read(
                "select string_agg(coalesce(refusal, 'counts'), ' ' order by id) from"
                    + " gate_decision where gate_id = ?",
                gate.value()))
        .isEqualTo("FOUR_EYES counts");
    assertThat(step("review")).isEqualTo("COMPLETED");
  }

  @Test
  void endsAPlanOnceHoweverManyTry() {
    List<PlanEnd> ends =
        Flux.just(PlanStatus.COMPLETED, PlanStatus.CANCELLED, PlanStatus.FAILED)
            .flatMap(status -> book.close(close(status), "done"), 3)
            .collectList()
            .block();
    assertThat(Set.copyOf(ends)).hasSize(1);
    assertThat(status()).isEqualTo(ends.getFirst().status().name());
    assertThat(events())
        .isEqualTo(
            "plan.submitted step.cancelled step.cancelled step.cancelled plan."
                + status().toLowerCase(java.util.Locale.ROOT));
  }

  @Test
  void tellsNothingAfterTheEndButThatItHasEnded() {
    assertThat(book.record(facts(1, moved("draft", 1, StepState.READY))).block()).isFalse();
    book.close(close(PlanStatus.FAILED), null).block();
    String before = events();
    RecordFacts late =
        facts(
            2,
            new Fact.PlanMoved(PlanStatus.RUNNING, NOW),
            moved("draft", 1, StepState.RUNNING),
            judged(null, Verdict.GO, Refusal.GATE_CLOSED, "reviewer"));
    assertThat(book.record(late).block()).isTrue();
    assertThat(events()).isEqualTo(before);
    assertThat(status()).isEqualTo("FAILED");
    assertThat(step("draft")).isEqualTo("CANCELLED");
  }

  @Test
  void commitsAnAggregateOnce() {
    Aggregate aggregate = new Aggregate(TestStore.TENANT, plan, 1, "draft", 1, Map.of(), List.of());
    var first = book.commit(aggregate, "a\n\nb", "x").block();
    assertThat(book.commit(aggregate, "other", null).block()).isEqualTo(first);
    assertThat(first.output().value()).isEqualTo("a\n\nb");
    assertThat(first.pickedFrom()).isEqualTo("x");
  }

  private Fact.StepMoved moved(String step, int occurrence, StepState state) {
    return new Fact.StepMoved(step, occurrence, state, null, null, null, NOW);
  }

  private static Fact.DecisionJudged judged(
      GateId gate, Verdict verdict, Refusal refusal, String reviewer) {
    String name = gate == null ? "review" : gate.toString();
    return new Fact.DecisionJudged(
        gate,
        new DecideGate(
            name, verdict, null, "well", null, null, List.of(), reviewer, Set.of(), false),
        new DecisionAnswer(name, 1, verdict, reviewer, refusal, "So it is.", null, NOW),
        NOW);
  }

  private RecordFacts facts(int batch, Fact... facts) {
    return new RecordFacts(TestStore.TENANT, plan, 1, batch, List.of(facts));
  }

  private ClosePlan close(PlanStatus status) {
    return new ClosePlan(TestStore.TENANT, plan, 1, status, null, null, null, Map.of());
  }

  private String status() {
    return store.read("select status from plan where id = ?", plan.value());
  }

  private String step(String id) {
    return store.read("select state from step where plan_id = ? and step_id = ?", plan.value(), id);
  }

  private String events() {
    return store.read(
        "select string_agg(type, ' ' order by id) from plan_event where plan_id = ?", plan.value());
  }
}
