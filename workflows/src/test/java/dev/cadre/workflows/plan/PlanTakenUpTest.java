package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.limited;
import static dev.cadre.workflows.plan.Graphs.options;
import static dev.cadre.workflows.plan.Graphs.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.SubplanStep;
import dev.cadre.workflows.step.WaitStep;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What has ended or waits in one history means the same in the next. */
class PlanTakenUpTest {

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  private static RunningPlan run(Plan plan) {
    RunningPlan run = SERVER.given(plan);
    run.world().historyLimit = 40;
    run.start();
    return run;
  }

  /** Lets the plan go on in a new history. */
  private static void handOver(RunningPlan run) {
    int before = run.world().parts.get();
    run.until(() -> {
      run.workflow().signalDecision(RunningPlan.signal("nobody", "GO", "someone"));
      return run.world().parts.get() > before;
    });
  }

  private static void decide(RunningPlan run, int gate, Verdict verdict, String comment) {
    Fact.GateOpened opened = run.gateNumber(gate);
    run.workflow().decide(RunningPlan.by("r", opened, verdict, comment, null));
  }

  /** The first gate is rejected; then, in a new history, what follows is made once more. */
  private static void madeAgainAfterARejection(RunningPlan run) {
    decide(run, 1, Verdict.REJECT, "no");
    run.gateNumber(2);
    handOver(run);
    decide(run, 2, Verdict.ADJUST, "better");
    decide(run, 3, Verdict.GO, null);

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).contains("a#1@first", "a#2@first");
  }

  private static SubplanStep asking(OnFailure.Mode mode) {
    return new SubplanStep(
        "asks", options(null, new OnFailure(mode, null)), Map.of(), List.of(gate("inside")), null);
  }

  @Test
  void runsWhatIsBehindAContainerThatARejectionFailed() {
    madeAgainAfterARejection(
        run(plan(asking(OnFailure.Mode.CONTINUE), agent("a", "asks"), gate("g", "a"))));
  }

  @Test
  void runsWhatIsBehindAContainerThatARejectionSkipped() {
    madeAgainAfterARejection(
        run(plan(asking(OnFailure.Mode.SKIP), agent("a", "asks"), gate("g", "a"))));
  }

  @Test
  void runsTheStandInBehindTheGateThatWasRejected() {
    madeAgainAfterARejection(
        run(
            plan(
                gate("first", Audience.DEFAULT, null, new OnFailure(OnFailure.Mode.RUN, "a")),
                agent("a", "first"),
                gate("g", "a"))));
  }

  @Test
  void endsAWaitAtItsTimeoutHoweverManyHistoriesItTakes() {
    WaitStep wait =
        new WaitStep(
            "w", limited(Duration.ofDays(8), OnFailure.FAIL), Duration.ofDays(10), null, null);
    RunningPlan run = run(plan(wait));
    run.until(() -> run.moves().contains("w WAITING null"));
    run.environment().sleep(Duration.ofDays(3));
    handOver(run);

    assertThat(run.end().status()).isEqualTo(PlanStatus.FAILED);
    assertThat(run.moves()).contains("w FAILED TIMEOUT");
  }

  @Test
  void stopsTheClockOfAContainerForAPauseInAnEarlierHistory() {
    List<Step> inside = List.of(gate("g"));
    RunningPlan run =
        run(
            plan(
                new SubplanStep(
                    "s", limited(Duration.ofDays(10), OnFailure.FAIL), Map.of(), inside, null)));
    run.gateNumber(1);
    run.workflow().steer(new Steer(true));
    run.environment().sleep(Duration.ofDays(5));
    run.workflow().steer(new Steer(false));
    handOver(run);
    run.environment().sleep(Duration.ofDays(9));
    decide(run, 1, Verdict.GO, null);

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
  }
}
