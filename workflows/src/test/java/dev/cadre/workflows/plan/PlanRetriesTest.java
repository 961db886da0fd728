package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.after;
import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.limited;
import static dev.cadre.workflows.plan.Graphs.map;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.subplan;
import static dev.cadre.workflows.plan.Graphs.tool;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.StepOptions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a failed plan still knows when it is tried again. */
class PlanRetriesTest {

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  private static void refuses(RunningPlan run, String target) {
    run.world().targets.fails(target, FakeTargets.failure(FailureCategory.CONTENT_POLICY));
  }

  private static void decide(RunningPlan run, int gate, Verdict verdict, String comment) {
    run.decide(RunningPlan.by("ann", run.gateNumber(gate), verdict, comment, null));
  }

  /** The first gate is sent back, and what it sends back fails; then the plan is tried again. */
  private static RunningPlan retried(RunningPlan run, Verdict verdict, String comment) {
    run.start();
    run.gateNumber(1);
    refuses(run, "first");
    decide(run, 1, verdict, comment);
    assertThat(run.end().status()).isEqualTo(PlanStatus.FAILED);
    return run.retried();
  }

  private static List<String> told(RunningPlan run) {
    return run.world().targets.models.stream()
        .map(call -> call.key().step() + " " + call.note())
        .toList();
  }

  @Test
  void tellsAReviewersCommentAgainInTheNextRun() {
    RunningPlan run =
        retried(
            SERVER.given(plan(agent("a"), gate("g", "a"), agent("z", "g"))),
            Verdict.ADJUST,
            "name no customer");
    decide(run, 2, Verdict.ADJUST, "shorter");
    decide(run, 3, Verdict.GO, null);

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(told(run))
        .containsExactly(
            "a null",
            "a name no customer",
            "a name no customer",
            "a name no customer\nshorter",
            "z null");
  }

  @Test
  void tellsTheWholeWayAgainWhatWasSaidWithARedo() {
    RunningPlan given =
        SERVER.given(plan(agent("a"), agent("b", "a"), gate("g", "b"), agent("z", "g")));
    RunningPlan run = retried(given, Verdict.REDO, "of last year");
    decide(run, 2, Verdict.GO, null);

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(told(run))
        .containsExactly(
            "a null", "b null", "a of last year", "a of last year", "b of last year", "z null");
  }

  @Test
  void tellsAnItemAgainWhatWasSaidOfIt() {
    RunningPlan given =
        SERVER.given(plan(map("m", 1, subplan("s", List.of(agent("a"), gate("g", "a"))))));
    given.world().answers.put("m", List.of("one", "two"));
    RunningPlan run = retried(given, Verdict.ADJUST, "name no customer");
    decide(run, 2, Verdict.GO, null);
    decide(run, 3, Verdict.GO, null);

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(told(run))
        .containsExactly("a null", "a name no customer", "a name no customer", "a null");
  }

  @Test
  void keepsWhatWasSaidInALaterHistoryOfTheNextRun() {
    RunningPlan given = SERVER.given(plan(agent("a"), gate("g", "a")));
    given.world().historyLimit = 40;
    RunningPlan run = retried(given, Verdict.ADJUST, "name no customer");
    run.gateNumber(2);
    run.handsOver();
    decide(run, 2, Verdict.ADJUST, "shorter");
    decide(run, 3, Verdict.GO, null);

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(told(run)).last().isEqualTo("a name no customer\nshorter");
  }

  @Test
  void triesASkippedMapAgainUnderNewKeys() {
    StepOptions skip = limited(StepOptions.NO_TIMEOUT, new OnFailure(OnFailure.Mode.SKIP, null));
    RunningPlan run =
        SERVER.given(
            plan(
                new MapStep("m", skip, "input.items", null, 1, agent("x")), tool("z", after("m"))));
    run.world().answers.put("m", List.of("one"));
    refuses(run, "first");
    refuses(run, "http-post");
    run.start();
    assertThat(run.end().status()).isEqualTo(PlanStatus.FAILED);

    assertThat(run.retried().end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().targets.keys).hasSize(4).doesNotHaveDuplicates();
  }
}
