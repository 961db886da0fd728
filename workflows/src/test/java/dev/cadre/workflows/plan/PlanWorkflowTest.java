package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.after;
import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.choice;
import static dev.cadre.workflows.plan.Graphs.concat;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.options;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.gate.Refusal;
import dev.cadre.workflows.gate.SignalledDecision;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.tenant.TenantId;
import io.temporal.activity.DynamicActivity;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class PlanWorkflowTest {

  private static final PlanId ID = new PlanId(new UUID(0x7000L, 0x8000000000000000L));

  private TestWorkflowEnvironment environment;
  private FakeWorld world;
  private PlanWorkflow workflow;

  private void given(Plan plan) {
    world = new FakeWorld(plan);
    environment = Histories.environment();
    Worker worker = environment.newWorker("cadre");
    worker.registerWorkflowImplementationTypes(PlanWorkflowImpl.class);
    worker.registerActivitiesImplementations(world, (DynamicActivity) world::call);
    environment.start();
    workflow =
        environment
            .getWorkflowClient()
            .newWorkflowStub(
                PlanWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setTaskQueue("cadre")
                    .setWorkflowId(ID.workflowId())
                    .build());
  }

  private void start() {
    WorkflowClient.start(workflow::run, new StartPlan(TenantId.DEMO, ID, 1));
  }

  private PlanEnd end() {
    return WorkflowStub.fromTyped(workflow).getResult(PlanEnd.class);
  }

  private PlanEnd run(Plan plan) {
    given(plan);
    start();
    return end();
  }

  @AfterEach
  void everyHistoryReplays(TestInfo test) throws Exception {
    if (environment != null) {
      var history = environment.getWorkflowClient().fetchHistory(ID.workflowId());
      WorkflowReplayer.replayWorkflowExecution(
          history, environment.getWorkerFactory().getWorker("cadre"));
      Histories.record(test.getTestMethod().orElseThrow().getName(), history);
      environment.close();
    }
  }

  private Fact.GateOpened openedGate(int occurrence) {
    for (int i = 0; i < 200; i++) {
      for (Fact fact : world.facts) {
        if (fact instanceof Fact.GateOpened opened && opened.occurrence() == occurrence) {
          return opened;
        }
      }
      environment.sleep(Duration.ofMillis(50));
    }
    throw new AssertionError("no gate opened as occurrence " + occurrence + ": " + world.facts);
  }

  private static DecideGate by(String reviewer, Fact.GateOpened gate, Verdict verdict) {
    return by(reviewer, gate, verdict, null, null);
  }

  private static DecideGate by(
      String reviewer, Fact.GateOpened gate, Verdict verdict, String comment, Object output) {
    return new DecideGate(
        gate.gate().toString(),
        verdict,
        gate.digest(),
        comment,
        output,
        null,
        List.of(),
        reviewer,
        Set.of("reviewer"),
        false);
  }

  private static SignalledDecision signal(String gate, String decision, String reviewer) {
    return new SignalledDecision(gate, decision, null, null, null, null, null, reviewer, null);
  }

  private List<String> moves() {
    return world.facts.stream()
        .filter(Fact.StepMoved.class::isInstance)
        .map(Fact.StepMoved.class::cast)
        .map(moved -> moved.step() + " " + moved.state() + " " + moved.reason())
        .toList();
  }

  @Test
  void runsStepsAsTheirNeedsAreMet() {
    PlanEnd end = run(plan(agent("a"), agent("b"), agent("c", "a", "b"), concat("d", "b", "c")));

    assertThat(end.status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(world.calls.subList(0, 2)).containsExactlyInAnyOrder("a#1@first", "b#1@first");
    assertThat(world.calls.subList(2, 4)).containsExactly("c#1@first", "d#1");
    assertThat(world.closed.uses()).containsOnlyKeys("a", "b", "c", "d");
    assertThat(world.models.getLast().uses()).containsOnlyKeys("a", "b");
  }

  /** The later pauses are longer than a workflow task may wait, so they become timers. */
  @Test
  void writesItsFactsOnceTheStoreAnswersAgain() {
    given(plan(agent("a", options("input.topic == 'coffee'", OnFailure.FAIL)), agent("b", "a")));
    world.outages.set(8);
    start();

    assertThat(end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(world.outages).hasValue(0);
    assertThat(world.facts).isNotEmpty();
  }

  @Test
  void fallsBackWhenATargetFails() {
    given(plan(agent("a")));
    world.fails(
        "first",
        FakeWorld.failure(FailureCategory.UPSTREAM),
        FakeWorld.failure(FailureCategory.UPSTREAM),
        FakeWorld.failure(FailureCategory.UPSTREAM));
    start();

    assertThat(end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(world.calls).containsExactly("a#1@first", "a#1@first", "a#1@first", "a#1@second");
    assertThat(world.models).extracting(call -> call.key().attempt()).containsExactly(1, 2, 3, 1);
    assertThat(world.models)
        .extracting(call -> call.fallback())
        .containsExactly(false, false, false, true);
  }

  @Test
  void failsThePlanWhenEveryTargetFails() {
    given(plan(agent("a"), agent("b", "a")));
    world.fails("first", FakeWorld.failure(FailureCategory.AUTH));
    world.fails("second", FakeWorld.failure(FailureCategory.AUTH));
    start();

    PlanEnd end = end();

    assertThat(end).isEqualTo(new PlanEnd(PlanStatus.FAILED, "STEP_FAILED", "a"));
    assertThat(moves()).containsExactly("a FAILED CHAIN_EXHAUSTED");
    assertThat(world.calls).containsExactly("a#1@first", "a#1@second");
  }

  @Test
  void waitsForTheTargetThatFreesFirstWhenAllCool() {
    given(plan(agent("a")));
    long now = environment.currentTimeMillis();
    world.fails("first", cooling(now + 60_000));
    world.fails("second", cooling(now + 29_999));
    start();

    assertThat(end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(world.calls).containsExactly("a#1@first", "a#1@second", "a#1@second");
    assertThat(world.models.getLast().probe()).isTrue();
    assertThat(environment.getWorkflowClient().fetchHistory(ID.workflowId()).getEvents())
        .filteredOn(event -> event.hasTimerStartedEventAttributes())
        .extracting(
            event -> event.getTimerStartedEventAttributes().getStartToFireTimeout().getSeconds())
        .containsExactly(29L);
  }

  private static dev.cadre.workflows.step.AttemptFailure cooling(long freesAt) {
    return new dev.cadre.workflows.step.AttemptFailure(
        FailureCategory.COOLING,
        false,
        null,
        null,
        null,
        java.time.Instant.ofEpochMilli(freesAt),
        false,
        Duration.ZERO,
        "rests",
        false);
  }

  @Test
  void runsTheStandInOfAFailedStep() {
    given(
        plan(
            agent("a", options(null, new OnFailure(OnFailure.Mode.RUN, "b"))),
            agent("b"),
            agent("c", "a", "b")));
    world.fails("first", FakeWorld.failure(FailureCategory.CONTENT_POLICY));
    start();

    assertThat(end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(moves()).containsExactly("a FAILED CONTENT_POLICY");
    assertThat(world.models.getLast().uses()).containsOnlyKeys("b");
  }

  @Test
  void skipsAStandInThatIsNotNeeded() {
    PlanEnd end =
        run(
            plan(
                agent("a", options(null, new OnFailure(OnFailure.Mode.RUN, "b"))),
                agent("b"),
                agent("c", "b"),
                agent("d", "a", "b")));

    assertThat(end.status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(moves()).containsExactly("b SKIPPED NOT_NEEDED", "c SKIPPED NOT_TAKEN");
    assertThat(world.calls).containsExactly("a#1@first", "d#1@first");
  }

  @Test
  void takesOneBranchAndJoins() {
    PlanEnd end =
        run(
            plan(
                agent("a"),
                choice("pick", "steps.a.output == 'x'", List.of("b"), List.of("c"), "a"),
                agent("b", "pick"),
                agent("b2", "b"),
                agent("c", "pick"),
                agent("join", "b2", "c")));

    assertThat(end.status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(moves()).containsExactly("b SKIPPED NOT_TAKEN", "b2 SKIPPED NOT_TAKEN");
    assertThat(world.calls).containsExactly("a#1@first", "c#1@first", "join#1@first");
  }

  @Test
  void runsWhatIsBelowAStepWhoseConditionIsFalse() {
    PlanEnd end =
        run(plan(agent("a", options("input.topic == 'coffee'", OnFailure.FAIL)), agent("b", "a")));

    assertThat(end.status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(moves()).containsExactly("a SKIPPED CONDITION_FALSE");
    assertThat(world.calls).containsExactly("b#1@first");
  }

  @Test
  void failsAStepWhoseConditionErrs() {
    PlanEnd end = run(plan(agent("a", options("input.none > 1", OnFailure.FAIL))));

    assertThat(end.reason()).isEqualTo("STEP_FAILED");
    assertThat(moves()).containsExactly("a FAILED EXPRESSION_ERROR");
    assertThat(world.calls).isEmpty();
  }

  @Test
  void doesNotRepeatAToolWithEffects() {
    given(plan(tool("t", after())));
    world.fails("http-post", FakeWorld.failure(FailureCategory.UPSTREAM));
    start();

    assertThat(end().status()).isEqualTo(PlanStatus.FAILED);
    assertThat(world.calls).containsExactly("t#1@http-post");
    assertThat(moves()).containsExactly("t FAILED TOOL_FAILED");
  }

  @Test
  void goesOnAfterAnApproval() {
    given(plan(agent("a"), gate("g", "a"), tool("t", after("g"))));
    start();
    Fact.GateOpened gate = openedGate(1);

    assertThat(world.calls).containsExactly("a#1@first");
    assertThat(workflow.status().status()).isEqualTo(PlanStatus.WAITING);
    DecisionAnswer answer = workflow.decide(by("ann", gate, Verdict.GO));

    assertThat(answer.accepted()).isTrue();
    assertThat(answer.outcome()).isEqualTo(GateOutcome.APPROVED);
    assertThat(end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(world.calls).containsExactly("a#1@first", "t#1@http-post");
  }

  @Test
  void neverRunsWhatARejectionForbids() {
    given(plan(agent("a"), gate("g", "a"), tool("t", after("g"))));
    start();

    workflow.decide(by("ann", openedGate(1), Verdict.REJECT, "no", null));

    assertThat(end()).isEqualTo(new PlanEnd(PlanStatus.FAILED, "REJECTED", "g"));
    assertThat(moves())
        .containsExactly("g WAITING null", "g FAILED REJECTED", "t SKIPPED REJECTED");
    assertThat(world.calls).containsExactly("a#1@first");
  }

  @Test
  void refusesTheRequesterAStaleDigestAndAStranger() {
    given(plan(agent("a"), gate("g", "a")));
    start();
    Fact.GateOpened gate = openedGate(1);

    assertThat(workflow.decide(by("requester", gate, Verdict.GO)).refusal())
        .isEqualTo(Refusal.FOUR_EYES);
    DecideGate go = by("ann", gate, Verdict.GO);
    assertThat(
            workflow
                .decide(
                    new DecideGate(
                        go.gate(),
                        go.decision(),
                        "sha256:00",
                        null,
                        null,
                        null,
                        List.of(),
                        "ann",
                        go.roles(),
                        false))
                .refusal())
        .isEqualTo(Refusal.DIGEST_MISMATCH);
    assertThat(
            workflow
                .decide(
                    new DecideGate(
                        go.gate(),
                        go.decision(),
                        go.digest(),
                        null,
                        null,
                        null,
                        List.of(),
                        "bob",
                        Set.of("member"),
                        false))
                .refusal())
        .isEqualTo(Refusal.NOT_IN_AUDIENCE);
    assertThat(workflow.decide(go).accepted()).isTrue();
    assertThat(end().status()).isEqualTo(PlanStatus.COMPLETED);
  }

  @Test
  void countsFiftyDecisionsAtOnceOnce() {
    given(plan(agent("a"), gate("g", "a"), tool("t", after("g")), gate("last", "a", "t")));
    start();
    Fact.GateOpened gate = openedGate(1);

    // Ten updates at a time: more in flight the server refuses.
    List<DecisionAnswer> answers =
        IntStream.range(0, 5)
            .boxed()
            .flatMap(_ ->
                IntStream.range(0, 10)
                    .mapToObj(_ ->
                        CompletableFuture.supplyAsync(
                            () -> workflow.decide(by("ann", gate, Verdict.GO))))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join))
            .toList();

    assertThat(answers).hasSize(50).allMatch(DecisionAnswer::accepted);
    assertThat(Set.copyOf(answers)).hasSize(1);
    workflow.signalDecision(signal("last", "GO", "ann"));
    assertThat(end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(world.calls).containsOnlyOnce("t#1@http-post");
    assertThat(world.facts.stream().filter(Fact.DecisionJudged.class::isInstance)).hasSize(2);
  }

  @Test
  void letsOneOfApproveAndRejectWin() {
    given(plan(agent("a"), gate("g", "a"), tool("t", after("g"))));
    start();
    Fact.GateOpened gate = openedGate(1);

    var go = CompletableFuture.supplyAsync(() -> workflow.decide(by("ann", gate, Verdict.GO)));
    var no = CompletableFuture.supplyAsync(() -> workflow.decide(by("bob", gate, Verdict.REJECT)));

    assertThat(List.of(go.join().accepted(), no.join().accepted())).containsOnlyOnce(true);
    DecisionAnswer loser = go.join().accepted() ? no.join() : go.join();
    assertThat(loser.refusal()).isEqualTo(Refusal.GATE_CLOSED);
    assertThat(end().status())
        .isEqualTo(go.join().accepted() ? PlanStatus.COMPLETED : PlanStatus.FAILED);
  }

  @Test
  void needsTheQuorum() {
    given(
        plan(
            agent("a"),
            gate("g", new Audience(Set.of("reviewer"), 2, true), null, OnFailure.FAIL, "a")));
    start();
    Fact.GateOpened gate = openedGate(1);

    assertThat(workflow.decide(by("ann", gate, Verdict.GO)).outcome()).isNull();
    assertThat(workflow.decide(by("ann", gate, Verdict.REJECT)).refusal())
        .isEqualTo(Refusal.ALREADY_VOTED);
    assertThat(workflow.decide(by("bob", gate, Verdict.GO)).outcome())
        .isEqualTo(GateOutcome.APPROVED);
    assertThat(end().status()).isEqualTo(PlanStatus.COMPLETED);
  }

  @Test
  void rerunsWithTheCommentOnAdjust() {
    given(plan(agent("a"), agent("b", "a"), concat("c", "b"), gate("g", "c"), agent("d", "g")));
    start();
    Fact.GateOpened first = openedGate(1);

    workflow.decide(by("ann", first, Verdict.ADJUST, "shorter", null));
    Fact.GateOpened second = openedGate(2);
    assertThat(workflow.decide(by("ann", first, Verdict.GO)).refusal())
        .isEqualTo(Refusal.GATE_CLOSED);
    workflow.decide(by("ann", second, Verdict.GO));

    assertThat(end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(second.digest()).isNotEqualTo(first.digest());
    assertThat(world.calls)
        .containsExactly("a#1@first", "b#1@first", "c#1", "b#2@first", "c#2", "d#1@first");
    assertThat(world.models)
        .extracting(call -> call.note())
        .containsExactly(null, null, "shorter", null);
  }

  @Test
  void doesTheWholeWayAgainOnRedoButNoToolWithEffects() {
    given(plan(agent("a"), tool("t", after("a")), agent("b", "t"), gate("g", "b")));
    start();

    workflow.decide(by("ann", openedGate(1), Verdict.REDO));
    workflow.decide(by("ann", openedGate(2), Verdict.GO));

    assertThat(end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(world.calls)
        .containsExactly("a#1@first", "t#1@http-post", "b#1@first", "a#2@first", "b#2@first");
  }

  @Test
  void takesAnEditedOutputOnAdjust() {
    given(plan(agent("a"), gate("g", "a"), agent("b", "g", "a")));
    start();
    Fact.GateOpened first = openedGate(1);

    assertThat(workflow.decide(by("ann", first, Verdict.ADJUST, null, "bad")).refusal())
        .isEqualTo(Refusal.DECISION_INVALID);
    workflow.decide(by("ann", first, Verdict.ADJUST, null, "edited"));
    workflow.decide(by("ann", openedGate(2), Verdict.GO));

    assertThat(end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(world.calls).containsExactly("a#1@first", "b#1@first");
    assertThat(world.models.getLast().uses()).containsEntry("a", 2);
  }

  @Test
  void keepsADecisionThatIsEarly() {
    given(plan(agent("a"), agent("b", "a"), gate("g", "b")));
    start();

    workflow.signalDecision(signal("g", "go", "ann"));

    assertThat(end().status()).isEqualTo(PlanStatus.COMPLETED);
  }

  @Test
  void refusesAnAssertedDecisionWhereTheTenantDoesNotTakeIt() {
    given(plan(agent("a"), gate("g", "a")));
    world.assertedDecisions = false;
    start();
    Fact.GateOpened gate = openedGate(1);

    workflow.signalDecision(signal("g", "GO", "ann"));
    workflow.signalDecision(signal("g", "PERHAPS", "ann"));
    workflow.decide(by("bob", gate, Verdict.GO));

    assertThat(end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(world.facts)
        .anyMatch(fact ->
            fact instanceof Fact.DecisionJudged judged
                && judged.answer().refusal() == Refusal.ASSERTED_NOT_ALLOWED)
        .anyMatch(Fact.SignalRefused.class::isInstance);
  }

  @Test
  void rejectsAtTheDeadline() {
    PlanEnd end =
        run(
            plan(
                agent("a"),
                gate("g", Audience.DEFAULT, Duration.ofHours(24), OnFailure.FAIL, "a"),
                tool("t", after("g"))));

    assertThat(end).isEqualTo(new PlanEnd(PlanStatus.FAILED, "REJECTED", "g"));
    assertThat(world.calls).containsExactly("a#1@first");
  }

  @Test
  void runsTheStandInOfARejectedGateAndNothingElseBehindIt() {
    given(
        plan(
            agent("a"),
            gate("g", Audience.DEFAULT, null, new OnFailure(OnFailure.Mode.RUN, "excuse"), "a"),
            tool("t", after("g")),
            agent("excuse"),
            agent("last", "t", "excuse")));
    start();

    workflow.decide(by("ann", openedGate(1), Verdict.REJECT));

    assertThat(end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(world.calls).containsExactly("a#1@first", "excuse#1@first", "last#1@first");
  }

  @Test
  void cancelsAWaitingPlan() {
    given(plan(agent("a"), gate("g", "a"), agent("b", "g")));
    start();
    openedGate(1);

    WorkflowStub.fromTyped(workflow).cancel();

    assertThatThrownBy(this::end).hasCauseInstanceOf(CanceledFailure.class);
    assertThat(world.closed.status()).isEqualTo(PlanStatus.CANCELLED);
    assertThat(workflow.status().steps())
        .isEqualTo(
            Map.of("a", StepState.COMPLETED, "g", StepState.CANCELLED, "b", StepState.CANCELLED));
  }
}
