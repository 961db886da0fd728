package dev.cadre.api;

import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.cadre.api.plan.Reconciler;
import dev.cadre.stores.plan.Documents;
import dev.cadre.stores.plan.Submission;
import dev.cadre.stores.plan.Submissions;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.tenant.TenantId;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.DeleteWorkflowExecutionRequest;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Plans whose workflow ended, or was lost, without a word to PostgreSQL. */
class LostPlansIT {

  @RegisterExtension static final ApiWithTemporal with = ApiWithTemporal.start();
  private static final RunningApi api = with.api;

  @Test
  void endsTheRowOfATerminatedWorkflow() {
    String plan = api.submit(REQUESTER, ApiWithTemporal.PLAN);
    with.running(plan);
    with.client.newUntypedWorkflowStub("plan-" + plan).terminate("by an operator");

    await()
        .atMost(Duration.ofSeconds(90))
        .until(() ->
            tree(api.get("/v1/plans/" + plan, REQUESTER))
                .path("status")
                .asString()
                .equals("FAILED"));

    var row = tree(api.get("/v1/plans/" + plan, REQUESTER));
    assertThat(row.path("reason").asString()).isEqualTo("WORKFLOW_TERMINATED");
    assertThat(api.get("/v1/plans/" + plan + "/events", REQUESTER).body())
        .contains("event:plan.failed");
  }

  @Test
  void findsATerminatedWorkflowAmongThoseThatStandOut() {
    WorkflowStub stray =
        with.client.newUntypedWorkflowStub(
            "Plan",
            WorkflowOptions.newBuilder().setWorkflowId("stray").setTaskQueue("none").build());
    stray.start();
    stray.terminate("by somebody who tried something");
    String plan = terminated();

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          api.context.getBean(Reconciler.class).look().block(Duration.ofSeconds(30));
          return api.count("plan where status = 'FAILED' and id = '" + plan + "'") == 1;
        });
  }

  @Test
  void isNotHeldUpByAPlanThatCannotBeSeen() {
    String unseen = terminated();
    with.client
        .newUntypedWorkflowStub(
            "Plan",
            WorkflowOptions.newBuilder()
                .setWorkflowId("plan-" + unseen)
                .setTaskQueue("none")
                .setMemo(Map.of("run", "no number"))
                .build())
        .start();
    String behind = terminated();

    sweep();

    assertThat(api.count("plan where status = 'FAILED' and id = '" + behind + "'")).isEqualTo(1);
    assertThat(api.count("plan where status = 'FAILED' and id = '" + unseen + "'")).isZero();
  }

  @Test
  void isNotHeldUpByATenantWhoseConnectionsAreInUse() {
    TenantId busy = new TenantId(new UUID(0, 1));
    api.sql("insert into tenant (id, name) values ('" + busy + "', 'busy')");
    String behind = terminated();
    // All that one tenant may have of them.
    Disposable held =
        Flux.range(0, 8)
            .flatMap(
                _ -> api.context.getBean(Postgres.class).inTenant(busy, _ -> Mono.<Void>never()))
            .subscribe();
    try {
      sweep();
    } finally {
      held.dispose();
    }

    assertThat(api.count("plan where status = 'FAILED' and id = '" + behind + "'")).isEqualTo(1);
  }

  private static String terminated() {
    String plan = api.submit(REQUESTER, ApiWithTemporal.PLAN);
    with.running(plan);
    with.client.newUntypedWorkflowStub("plan-" + plan).terminate("by an operator");
    quiet(plan);
    return plan;
  }

  @Test
  void endsTheRowOfATerminatedWorkflowOfAnotherTenantToo() throws Exception {
    TenantId other = new TenantId(UUID.fromString("01900000-0000-7000-8000-000000000002"));
    api.sql("insert into tenant (id, name) values ('" + other + "', 'other')");
    var reading =
        PlanReader.read(
            Documents.parse(
                ApiWithTemporal.PLAN.getBytes(StandardCharsets.UTF_8), Documents.Format.JSON));
    PlanId plan = NewPlans.id();
    api.context
        .getBean(Submissions.class)
        .submit(new Submission(other, plan, reading.plan(), reading.input(), "someone", null, "{}"))
        .block();
    with.running(plan.toString());
    with.client.newUntypedWorkflowStub(plan.workflowId()).terminate("by an operator");
    sweep();
    assertThat(api.count("plan where status = 'FAILED' and id = '" + plan + "'"))
        .as("it told of itself just now")
        .isZero();
    quiet(plan.toString());
    // What somebody else sends is no sign of life.
    api.sql(
        "insert into plan_event (tenant_id, plan_id, type, data, at) select tenant_id, id, 'plan.signalled', '', now() from plan where id = '"
            + plan
            + "'");

    sweep();

    assertThat(api.count("plan where status = 'FAILED' and id = '" + plan + "'")).isEqualTo(1);
  }

  @Test
  void tellsOncePerPlanThatTemporalKnowsItNotAndClosesItOnlyWhenCancelled() {
    String plan = api.submit(REQUESTER, ApiWithTemporal.PLAN);
    forget(with.running(plan).getExecution());
    var log = new ListAppender<ILoggingEvent>();
    Logger logger = (Logger) LoggerFactory.getLogger(Reconciler.class);
    log.start();
    logger.addAppender(log);

    quiet(plan);
    sweep();
    sweep();
    assertThat(warnings(log, plan)).as("it is young").isZero();
    assertThat(api.figure("cadre_plans_lost")).isZero();
    api.sql("update plan set created_at = now() - interval '11 minutes' where id = '" + plan + "'");
    sweep();
    sweep();
    assertThat(warnings(log, plan)).isEqualTo(1);
    assertThat(api.figure("cadre_plans_lost")).isEqualTo(1);
    assertThat(tree(api.get("/v1/plans/" + plan, REQUESTER)).path("finishedAt").asString(""))
        .isEmpty();

    api.post("/v1/plans/" + plan + ":cancel", REQUESTER, "application/json", "");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          quiet(plan);
          sweep();
          return tree(api.get("/v1/plans/" + plan, REQUESTER))
              .path("status")
              .asString()
              .equals("CANCELLED");
        });
    sweep();
    assertThat(api.figure("cadre_plans_lost")).isZero();
    logger.detachAppender(log);
  }

  /** As if it had told nothing for a minute. */
  private static void quiet(String plan) {
    api.sql("update plan_event set at = at - interval '1 minute' where plan_id = '" + plan + "'");
  }

  private static void sweep() {
    api.context.getBean(Reconciler.class).sweep().block(Duration.ofSeconds(30));
  }

  private static long warnings(ListAppender<ILoggingEvent> log, String plan) {
    return List.copyOf(log.list).stream()
        .filter(event -> event.getMessage().startsWith("Temporal knows no workflow"))
        .filter(event -> event.getKeyValuePairs().toString().contains(plan))
        .count();
  }

  /** As if its history had been lost. */
  private static void forget(WorkflowExecution execution) {
    with.stubs
        .blockingStub()
        .deleteWorkflowExecution(
            DeleteWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setWorkflowExecution(execution)
                .build());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          try {
            with.client.newUntypedWorkflowStub(execution.getWorkflowId()).describe();
            return false;
          } catch (WorkflowNotFoundException e) {
            return true;
          }
        });
  }
}
