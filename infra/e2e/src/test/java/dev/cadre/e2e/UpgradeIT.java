package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * F-19: a new build of the worker beside the old one, as docs/upgrade.md tells it. Plans that wait
 * end on the build on which they began, until an operator sends them to another one.
 */
@Timeout(180)
@ExtendWith(OnStack.class)
class UpgradeIT {

  private static final String DEPLOYMENT = "upgrade-test";

  /** More of them make the same test longer, and show nothing else. */
  private static final int WAITING = Soak.on() ? 3_000 : 12;

  private static final String PLAN =
      """
      name: waits
      steps:
        - { id: before, kind: tool, tool: echo, arguments: { body: one } }
        - { id: review, kind: gate, title: Go on?, dependsOn: [before] }
        - { id: after, kind: tool, tool: echo, dependsOn: [review], arguments: { body: two } }
      """;

  private final Stack stack;
  private final List<ExtraWorker> workers = new ArrayList<>();

  UpgradeIT(Stack stack) {
    this.stack = stack;
  }

  @AfterEach
  void backToTheWorkerOfTheStack() {
    stack.temporal(
        "worker",
        "deployment",
        "set-current-version",
        "--deployment-name",
        DEPLOYMENT,
        "--unversioned",
        "--yes",
        "--ignore-missing-task-queues");
    workers.forEach(ExtraWorker::close);
  }

  private void start(String build) {
    workers.add(
        ExtraWorker.start(
            stack, Map.of("CADRE_WORKER_DEPLOYMENT", DEPLOYMENT, "CADRE_WORKER_BUILD", build)));
  }

  private void makeCurrent(String build) {
    Await.until(
        "the server knows build " + build,
        Duration.ofSeconds(30),
        () -> {
          try {
            stack.temporal(
                "worker",
                "deployment",
                "set-current-version",
                "--deployment-name",
                DEPLOYMENT,
                "--build-id",
                build,
                "--yes");
            return true;
          } catch (AssertionError e) {
            return false;
          }
        });
  }

  /** The build on which a plan's workflow runs. */
  private String build(PlanRun plan) {
    JsonNode described =
        Door.JSON.readTree(
            stack.temporal("workflow", "describe", "-w", plan.workflow(), "-o", "json"));
    return described
        .path("workflowExecutionInfo")
        .path("versioningInfo")
        .path("deploymentVersion")
        .path("buildId")
        .asString("");
  }

  private List<PlanRun> waiting(int count) {
    List<PlanRun> plans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      plans.add(stack.requester().submit(PLAN));
    }
    plans.forEach(plan -> plan.gate("review"));
    return plans;
  }

  private void approve(List<PlanRun> plans) {
    plans.forEach(
        plan -> PlanRun.decide(stack.reviewer(), plan.gate("review"), "GO", null).expect(200));
    plans.forEach(plan -> plan.await("COMPLETED"));
  }

  @Test
  void endsOldPlansOnTheOldBuildAndTakesNewOnesToTheNew() {
    start("one");
    makeCurrent("one");
    List<PlanRun> old = waiting(WAITING);
    start("two");
    makeCurrent("two");
    List<PlanRun> fresh = waiting(2);

    assertThat(fresh).extracting(this::build).containsOnly("two");
    approve(old.subList(0, 2));
    assertThat(old).extracting(this::build).containsOnly("one");

    // The old build is switched off; what still waits goes to the patched one.
    workers.removeFirst().close();
    List<PlanRun> left = old.subList(2, old.size());
    stack.temporal(
        "workflow",
        "update-options",
        "--query",
        "WorkflowType='Plan' AND ExecutionStatus='Running'",
        "--versioning-override-behavior",
        "auto_upgrade",
        "--reason",
        "upgrade",
        "--yes");
    approve(left);
    approve(fresh);
    assertThat(left.getFirst().steps().get("after").path("state").asString(""))
        .isEqualTo("COMPLETED");
  }
}
