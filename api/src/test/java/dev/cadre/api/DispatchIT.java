package dev.cadre.api;

import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.REVIEWER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.JsonFormat;
import dev.cadre.workflows.plan.Notice;
import dev.cadre.workflows.plan.Steer;
import dev.cadre.workflows.runtime.SearchAttributes;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowExecutionDescription;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From the outbox to a real Temporal server and back. */
class DispatchIT {

  @RegisterExtension static final ApiWithTemporal with = ApiWithTemporal.start();
  private static final RunningApi api = with.api;

  @Test
  void startsAPlanWithItsAttributesAndWithoutItsName() throws Exception {
    WorkflowExecutionDescription started =
        with.running(api.submit(REQUESTER, ApiWithTemporal.PLAN));

    assertThat(started.getWorkflowType()).isEqualTo("Plan");
    assertThat(started.getTaskQueue()).isEqualTo("cadre");
    assertThat(started.getTypedSearchAttributes().get(SearchAttributes.PLAN_TYPE))
        .isEqualTo("deliverable");
    assertThat(started.getTypedSearchAttributes().get(SearchAttributes.LABELS))
        .containsExactly("demo");
    assertThat(started.getMemo("run", Integer.class, Integer.class)).isEqualTo(1);
    assertThat(started.getStaticSummary()).isEqualTo("deliverable");
    assertThat(started.getRawDescription().toString()).doesNotContain("secret-name");
    assertThat(api.get("/health/ready", null).statusCode()).isEqualTo(200);
  }

  @Test
  void hasTemporalKeepHistoriesForThirtyDays() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(
                    with.stubs
                        .blockingStub()
                        .describeNamespace(
                            DescribeNamespaceRequest.newBuilder().setNamespace("default").build())
                        .getConfig()
                        .getWorkflowExecutionRetentionTtl()
                        .getSeconds())
                .isEqualTo(Duration.ofDays(30).toSeconds()));
  }

  /** Sessions tell of their transactions late, so a quiet moment is waited for. */
  @Test
  void leavesPostgresInPeaceWhenNothingIsDue() {
    with.running(api.submit(REQUESTER, ApiWithTemporal.PLAN));

    // Four senders look once a second; the other work and this count come on top.
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> api.transactionsIn(Duration.ofSeconds(3)) < 60);
  }

  @Test
  void sendsOrdersInTheirOrder() {
    String plan = api.submit(REQUESTER, ApiWithTemporal.PLAN);
    ScriptedPlan.STEERED.clear();
    for (String order : List.of("pause", "pause", "resume", "pause")) {
      HttpResponse<String> answer =
          api.post("/v1/plans/" + plan + ":" + order, REQUESTER, "application/json", "");
      assertThat(answer.statusCode()).isEqualTo(202);
    }

    await().atMost(Duration.ofSeconds(30)).until(() -> ScriptedPlan.STEERED.size() == 3);
    assertThat(ScriptedPlan.STEERED).extracting(Steer::paused).containsExactly(true, false, true);
  }

  @Test
  void sendsSignalsWithWhatTheyCarry() {
    String waiting =
        "{\"name\": \"waits\", \"steps\": [{\"id\": \"w\", \"kind\": \"wait\", \"signal\": \"paid\"}]}";
    String plan =
        tree(api.post("/v1/plans", REQUESTER, "application/json", waiting)).path("id").asString();
    ScriptedPlan.NOTICED.clear();
    for (String body : List.of("{\"sum\": 12}", "", "[1.5, null]")) {
      HttpResponse<String> answer =
          api.post("/v1/plans/" + plan + "/signals/paid", REQUESTER, "application/json", body);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    await().atMost(Duration.ofSeconds(30)).until(() -> ScriptedPlan.NOTICED.size() == 3);
    assertThat(ScriptedPlan.NOTICED).extracting(Notice::signal).containsOnly("paid");
    assertThat(ScriptedPlan.NOTICED)
        .extracting(Notice::payload)
        .containsExactly(Map.of("sum", 12L), null, Arrays.asList(1.5, null));
    assertThat(ScriptedPlan.NOTICED)
        .extracting(Notice::id)
        .doesNotContainNull()
        .doesNotHaveDuplicates();
  }

  @Test
  void cancelsTheWorkflow() {
    String plan = api.submit(REQUESTER, ApiWithTemporal.PLAN);
    with.running(plan);

    api.post("/v1/plans/" + plan + ":cancel", REQUESTER, "application/json", "");

    await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            with.client
                .newUntypedWorkflowStub("plan-" + plan)
                .describe()
                .getStatus()
                .name()
                .endsWith("CANCELED"));
  }

  @Test
  void opensPayloadsForTemporalsUi() throws Exception {
    String plan = api.submit(REQUESTER, ApiWithTemporal.PLAN);
    with.running(plan);
    var history = with.client.fetchHistory("plan-" + plan);
    var input =
        history.getEvents().getFirst().getWorkflowExecutionStartedEventAttributes().getInput();
    assertThat(input.getPayloads(0).getMetadataOrThrow("encoding").toStringUtf8())
        .isEqualTo("binary/encrypted");

    HttpResponse<String> answer =
        api.post("/codec/decode", REVIEWER, "application/json", JsonFormat.printer().print(input));

    var clear = io.temporal.api.common.v1.Payloads.newBuilder();
    JsonFormat.parser().merge(answer.body(), clear);
    assertThat(clear.getPayloads(0).getData().toStringUtf8()).contains(plan);
  }
}
