package dev.cadre.stores.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.plan.PlanBookStore;
import dev.cadre.stores.plan.PlanSteering;
import dev.cadre.stores.plan.Submission;
import dev.cadre.stores.plan.Submissions;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.gate.Refusal;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.WaitStep;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The entries of actions, each written in the action's own transaction. */
class AuditedActionsIT {

  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  private final TestStore store = TestStore.open();
  private final PlanId plan = store.plan(null, "draft");
  private final GateId gate = new GateId(UUID.randomUUID());

  /** Each entry of an object: actor, kind, action, outcome, reason, and its data. */
  private String entries(String object) {
    return store.read(
        """
        select string_agg(concat_ws(' ', actor, actor_kind, action, object_kind, outcome, reason,
          data::text), E'\\n' order by at, id)
        from audit_event where object_id = ?\
        """,
        object);
  }

  @Test
  void keepsWhoSubmittedAPlan() {
    assertThat(entries(plan.toString()))
        .isEqualTo("requester PERSON plan.submit plan DONE {\"steps\": 1}");
  }

  @Test
  void keepsNothingOfASubmissionThatFailed() {
    String before = entries(plan.toString());
    Plan again =
        NewPlans.of(null, null, List.of(new WaitStep("w", NewPlans.options(), null, null, "s")));
    var submission = new Submission(TestStore.TENANT, plan, again, null, "requester", null, "{}");
    var submissions = new Submissions(store.postgres(), store.keys(), Clock.systemUTC());
    assertThatThrownBy(() -> submissions.submit(submission).block()).isNotNull();
    assertThat(entries(plan.toString())).isEqualTo(before);
  }

  @Test
  void keepsEachOrderThatWasTakenAndWhyOneWasNot() {
    var steering = new PlanSteering(store.postgres(), store.keys(), Clock.systemUTC());
    steering.pause(TestStore.TENANT, plan, "omar").block();
    steering.pause(TestStore.TENANT, plan, "omar").block();
    steering.resume(TestStore.TENANT, plan, "omar").block();
    steering.retry(TestStore.TENANT, plan, "Omar Example", null).block();
    store.read("update plan set status = 'FAILED' where id = ? returning id", plan.value());
    steering.cancel(TestStore.TENANT, plan, "omar").block();
    steering.retry(TestStore.TENANT, plan, "omar", null).block();

    String hidden = AuditHandles.hash(TestStore.TENANT, "Omar Example");
    assertThat(entries(plan.toString()).lines().skip(1))
        .containsExactly(
            "omar PERSON plan.pause plan DONE {\"run\": 1}",
            "omar PERSON plan.resume plan DONE {\"run\": 1}",
            hidden + " PERSON plan.retry plan FAILED PLAN_NOT_FAILED {}",
            "omar PERSON plan.cancel plan FAILED PLAN_TERMINAL {}",
            "omar PERSON plan.retry plan DONE {\"run\": 2}");
  }

  @Test
  void keepsNothingOfAnOrderToNoPlan() {
    PlanId none = NewPlans.id();
    new PlanSteering(store.postgres(), store.keys(), Clock.systemUTC())
        .cancel(TestStore.TENANT, none, "omar")
        .block();
    assertThat(entries(none.toString())).isEqualTo("null");
  }

  @Test
  void keepsEachDecisionOnceCountedOrRefused() {
    open();
    Fact refused = judged(gate.toString(), Refusal.FOUR_EYES, "requester", false);
    Fact decided = judged(gate.toString(), null, "reviewer", false);
    record(2, refused, decided);
    record(2, refused, decided);

    String plan = "\"plan\": \"" + this.plan + "\"";
    assertThat(entries(gate.toString()).lines())
        .hasSize(2)
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("requester PERSON gate.decide gate DENIED FOUR_EYES")
                .contains("\"decision\": \"GO\"", plan)
                .doesNotContain("outcome\""))
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("reviewer PERSON gate.decide gate DONE {")
                .contains(
                    "\"outcome\": \"APPROVED\"",
                    "\"digest\": \"sha256:x\"",
                    "\"bodySha256\": \"",
                    "\"occurrence\": 1",
                    plan));
  }

  /** What a signal says may be anything; the plan must go on all the same. */
  @Test
  void keepsNoTextThatASenderMadeUp() {
    open();
    for (String text : HostileTexts.ALL) {
      record(10 + HostileTexts.ALL.indexOf(text), judged(text, Refusal.GATE_NOT_FOUND, text, true));
    }
    String address = "ines@mail.example";
    record(5, judged(gate.toString(), null, address, true));
    record(6, judged(address, Refusal.GATE_NOT_FOUND, address, true));
    record(7, judged("a".repeat(5000), Refusal.GATE_NOT_FOUND, "b".repeat(5000), false));

    String hidden = AuditHandles.hash(TestStore.TENANT, address);
    assertThat(entries(gate.toString())).startsWith(hidden + " ASSERTED gate.decide gate DONE");
    assertThat(entries(hidden)).contains(hidden + " ASSERTED gate.decide gate DENIED");
    assertThat(store.read("select count(*) from audit_event e where e::text like '%ines@%'"))
        .isEqualTo("0");
    String strange = HostileTexts.ALL.getFirst();
    assertThat(entries(AuditHandles.hash(TestStore.TENANT, strange))).contains("GATE_NOT_FOUND");
  }

  private void open() {
    record(
        1,
        new Fact.GateOpened(
            gate,
            "draft",
            1,
            "Publish?",
            List.of(),
            List.of(),
            "sha256:x",
            Audience.DEFAULT,
            null,
            null,
            NOW));
  }

  private void record(int batch, Fact... facts) {
    new PlanBookStore(store.postgres(), store.keys(), Clock.systemUTC())
        .record(new RecordFacts(TestStore.TENANT, plan, 1, batch, List.of(facts)))
        .block();
  }

  private Fact.DecisionJudged judged(
      String name, Refusal refusal, String reviewer, boolean asserted) {
    GateId known = name.equals(gate.toString()) ? gate : null;
    GateOutcome outcome = refusal == null ? GateOutcome.APPROVED : null;
    return new Fact.DecisionJudged(
        known,
        new DecideGate(
            name,
            Verdict.GO,
            "sha256:x",
            "well",
            null,
            null,
            List.of(),
            reviewer,
            Set.of(),
            asserted),
        new DecisionAnswer(name, 1, Verdict.GO, reviewer, refusal, "So it is.", outcome, NOW),
        NOW);
  }
}
