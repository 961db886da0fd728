package dev.cadre.api;

import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.REVIEWER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.util.JsonFormat;
import dev.cadre.api.plan.Reconciler;
import dev.cadre.parts.temporal.TemporalServer;
import dev.cadre.parts.temporal.TemporaryTemporal;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.plan.Documents;
import dev.cadre.stores.plan.Submission;
import dev.cadre.stores.plan.Submissions;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Payloads;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.gate.Refusal;
import dev.cadre.workflows.gate.SignalledDecision;
import dev.cadre.workflows.plan.Notice;
import dev.cadre.workflows.plan.PlanEnd;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanProgress;
import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.PlanWorkflow;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.plan.Steer;
import dev.cadre.workflows.runtime.SearchAttributes;
import dev.cadre.workflows.tenant.TenantId;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.DeleteWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** From the outbox to a real Temporal server and back. */
class DispatchIT {

  private static final String PLAN =
      """
      {"name": "secret-name", "type": "deliverable", "labels": ["demo"],
       "steps": [{"id": "draft", "kind": "agent", "agent": "copywriter", "route": ["local"], "prompt": "Hello."}]}
      """;
  private static final String DIGEST = "sha256:" + "0".repeat(64);
  private static final AtomicInteger DECISIONS = new AtomicInteger();
  private static final List<Steer> STEERED = new CopyOnWriteArrayList<>();
  private static final List<Notice> NOTICED = new CopyOnWriteArrayList<>();

  private static TemporaryTemporal temporal;
  private static RunningApi api;
  private static WorkflowServiceStubs stubs;
  private static WorkflowClient client;
  private static WorkerFactory workers;

  /** Stands in for the plan's workflow: judges by digest, and counts. */
  public static class ScriptedPlan implements PlanWorkflow {

    @Override
    public PlanEnd run(StartPlan start) {
      Workflow.await(() -> false);
      return new PlanEnd(PlanStatus.COMPLETED, null, null);
    }

    @Override
    public DecisionAnswer decide(DecideGate decision) {
      DECISIONS.incrementAndGet();
      if ("own".equals(decision.comment())) {
        return refused(decision);
      }
      boolean right = DIGEST.equals(decision.digest());
      return new DecisionAnswer(
          decision.gate(),
          1,
          decision.decision(),
          decision.reviewer(),
          right ? null : Refusal.DIGEST_MISMATCH,
          right ? "The gate is approved." : "Another digest.",
          right ? GateOutcome.APPROVED : null,
          Instant.ofEpochMilli(Workflow.currentTimeMillis()));
    }

    private static DecisionAnswer refused(DecideGate decision) {
      return new DecisionAnswer(
          decision.gate(),
          1,
          decision.decision(),
          decision.reviewer(),
          Refusal.FOUR_EYES,
          "Not your own plan.",
          null,
          Instant.ofEpochMilli(Workflow.currentTimeMillis()));
    }

    @Override
    public void signalDecision(SignalledDecision decision) {}

    @Override
    public void steer(Steer order) {
      STEERED.add(order);
    }

    @Override
    public void notice(Notice notice) {
      NOTICED.add(notice);
    }

    @Override
    public PlanProgress status() {
      return new PlanProgress(PlanStatus.RUNNING, Map.of(), List.of());
    }
  }

  @BeforeAll
  static void start() throws Exception {
    temporal = TemporalServer.temporary();
    api = new RunningApi(temporal.target()).migrated().withWorker();
    stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setTarget(temporal.target())
                .validateAndBuildWithDefaults());
    client =
        WorkflowClient.newInstance(
            stubs,
            WorkflowClientOptions.newBuilder()
                .setDataConverter(Payloads.sealed(api.context.getBean(ScopeKeys.class)))
                .build());
    workers = WorkerFactory.newInstance(client);
    workers.newWorker("cadre").registerWorkflowImplementationTypes(ScriptedPlan.class);
    workers.start();
  }

  @AfterAll
  static void stop() throws Exception {
    workers.shutdownNow();
    stubs.shutdownNow();
    api.close();
    temporal.close();
  }

  private static String submit() {
    return submit(REQUESTER);
  }

  private static String submit(String token) {
    HttpResponse<String> answer = api.post("/v1/plans", token, "application/json", PLAN);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return tree(answer).path("id").asString();
  }

  private static WorkflowExecutionDescription running(String plan) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> api.count("outbox where sent_at is not null and plan_id = '" + plan + "'") > 0);
    return client.newUntypedWorkflowStub("plan-" + plan).describe();
  }

  @Test
  void startsAPlanWithItsAttributesAndWithoutItsName() throws Exception {
    WorkflowExecutionDescription started = running(submit());

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
                    stubs
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
    running(submit());

    // Four senders look once a second; the other work and this count come on top.
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> transactionsInThreeSeconds() < 60);
  }

  private static long transactionsInThreeSeconds() throws InterruptedException {
    long before = api.transactions();
    Thread.sleep(3_000);
    return api.transactions() - before;
  }

  @Test
  void sendsOrdersInTheirOrder() {
    String plan = submit();
    STEERED.clear();
    for (String order : List.of("pause", "pause", "resume", "pause")) {
      HttpResponse<String> answer =
          api.post("/v1/plans/" + plan + ":" + order, REQUESTER, "application/json", "");
      assertThat(answer.statusCode()).isEqualTo(202);
    }

    await().atMost(Duration.ofSeconds(30)).until(() -> STEERED.size() == 3);
    assertThat(STEERED).extracting(Steer::paused).containsExactly(true, false, true);
  }

  @Test
  void sendsSignalsWithWhatTheyCarry() {
    String waiting =
        "{\"name\": \"waits\", \"steps\": [{\"id\": \"w\", \"kind\": \"wait\", \"signal\": \"paid\"}]}";
    String plan =
        tree(api.post("/v1/plans", REQUESTER, "application/json", waiting)).path("id").asString();
    NOTICED.clear();
    for (String body : List.of("{\"sum\": 12}", "", "[1.5, null]")) {
      HttpResponse<String> answer =
          api.post("/v1/plans/" + plan + "/signals/paid", REQUESTER, "application/json", body);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    await().atMost(Duration.ofSeconds(30)).until(() -> NOTICED.size() == 3);
    assertThat(NOTICED).extracting(Notice::signal).containsOnly("paid");
    assertThat(NOTICED)
        .extracting(Notice::payload)
        .containsExactly(Map.of("sum", 12L), null, Arrays.asList(1.5, null));
    assertThat(NOTICED).extracting(Notice::id).doesNotContainNull().doesNotHaveDuplicates();
  }

  @Test
  void cancelsTheWorkflow() {
    String plan = submit();
    running(plan);

    api.post("/v1/plans/" + plan + ":cancel", REQUESTER, "application/json", "");

    await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            client
                .newUntypedWorkflowStub("plan-" + plan)
                .describe()
                .getStatus()
                .name()
                .endsWith("CANCELED"));
  }

  @Test
  void opensPayloadsForTemporalsUi() throws Exception {
    String plan = submit();
    running(plan);
    var history = client.fetchHistory("plan-" + plan);
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

  @Test
  void countsFiftyEqualDecisionsOnceAndTellsRefusals() throws Exception {
    String plan = submit();
    running(plan);
    String gate = openGate(plan);
    DECISIONS.set(0);
    String body = "{\"decision\": \"GO\", \"digest\": \"" + DIGEST + "\"}";
    Set<String> answers = new HashSet<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> sent =
          IntStream.range(0, 50)
              .mapToObj(_ -> threads.submit(() -> decide(gate, REVIEWER, body)))
              .toList();
      for (Future<HttpResponse<String>> answer : sent) {
        assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(200);
        answers.add(answer.get().body());
      }
    }

    assertThat(answers).hasSize(1);
    assertThat(DECISIONS).hasValue(1);
    HttpResponse<String> stale = decide(gate, REVIEWER, body.replace("sha256:0", "sha256:1"));
    assertThat(stale.statusCode()).isEqualTo(409);
    assertThat(tree(stale).path("code").asString()).isEqualTo("DIGEST_MISMATCH");
    String figure = "cadre_decisions_total{decision=\"GO\",outcome=\"%s\"}";
    assertThat(api.figure(figure.formatted("COUNTED"))).isEqualTo(50);
    assertThat(api.figure(figure.formatted("DIGEST_MISMATCH"))).isEqualTo(1);
    HttpResponse<String> unbound = decide(gate, REVIEWER, "{\"decision\": \"GO\"}");
    assertThat(unbound.statusCode()).isEqualTo(400);
    assertThat(tree(unbound).path("code").asString()).isEqualTo("DIGEST_REQUIRED");
    HttpResponse<String> empty =
        decide(gate, REVIEWER, "{\"decision\": \"ADJUST\", \"digest\": \"d\", \"why\": 1}");
    assertThat(tree(empty).path("problems").get(0).path("pointer").asString()).isEqualTo("/why");
    var shown = tree(api.get("/v1/gates/" + gate, REVIEWER));
    assertThat(shown.path("title").asString()).isEqualTo("Publish?");
    assertThat(shown.path("requester").asString()).isEqualTo("requester");
    assertThat(shown.path("warning").isNull()).isTrue();
    assertThat(shown.path("show").get(0).path("output").asString()).isEqualTo("Hello there.");
    assertThat(tree(api.get("/v1/gates?status=open&plan=" + plan, REVIEWER)).path("items").size())
        .isEqualTo(1);
    api.sql("update gate set status = 'CLOSED', outcome = 'APPROVED' where id = '" + gate + "'");
    assertThat(tree(decide(gate, REVIEWER, body)).path("code").asString()).isEqualTo("GATE_CLOSED");
  }

  @Test
  void saysWhyNobodyCanDecideAGateAndWhatToDo() {
    String plan = submit(REVIEWER);
    running(plan);
    String gate = openGate(plan);

    String warning = tree(api.get("/v1/gates/" + gate, REVIEWER)).path("warning").asString("none");
    assertThat(warning).contains("`reviewer`", "`fourEyes: false`", "`requester`");
    HttpResponse<String> refused =
        decide(
            gate,
            REVIEWER,
            "{\"decision\": \"GO\", \"digest\": \"" + DIGEST + "\", \"comment\": \"own\"}");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(tree(refused).path("code").asString()).isEqualTo("FOUR_EYES");
    assertThat(tree(refused).path("detail").asString()).isEqualTo("Not your own plan. " + warning);
  }

  private static HttpResponse<String> decide(String gate, String token, String body) {
    return api.post("/v1/gates/" + gate + "/decisions", token, "application/json", body);
  }

  /** What the bookkeeping writes when a gate opens. */
  private static String openGate(String plan) {
    UUID gate = UUID.fromString("01900000-0000-7000-8000-" + plan.substring(24));
    ScopeKey key = api.context.getBean(ScopeKeys.class).of(PlanId.of(plan)).block();
    String result =
        """
        insert into step_result (tenant_id, plan_id, step_id, occurrence, origin, sha256, size, value)
        values ($1, $2, 'draft', 1, 'attempt', 'x', 14, $3)\
        """;
    String row =
        """
        insert into gate (tenant_id, id, plan_id, step_id, occurrence, status, title, options, shown,
          digest, roles, quorum, four_eyes, opened_at)
        values ($1, $2, $3, 'review', 1, 'OPEN', $4, $5,
          '[{"step": "draft", "occurrence": 1, "sha256": "x"}]', $6, '{reviewer}', 1, true, now())\
        """;
    api.context
        .getBean(Postgres.class)
        .inTenant(
            TenantId.DEMO,
            db ->
                db.sql(result)
                    .bind(0, TenantId.DEMO.value())
                    .bind(1, UUID.fromString(plan))
                    .bind(2, key.sealText(Places.STEP_RESULT_VALUE, "\"Hello there.\""))
                    .then()
                    .then(
                        db.sql(row)
                            .bind(0, TenantId.DEMO.value())
                            .bind(1, gate)
                            .bind(2, UUID.fromString(plan))
                            .bind(3, key.sealText(Places.GATE_TITLE, "Publish?"))
                            .bind(4, key.seal(Places.GATE_OPTIONS, Json.bytes(List.of())))
                            .bind(5, DIGEST)
                            .then()))
        .block();
    return gate.toString();
  }

  @Test
  void endsTheRowOfATerminatedWorkflow() {
    String plan = submit();
    running(plan);
    client.newUntypedWorkflowStub("plan-" + plan).terminate("by an operator");

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
  void endsTheRowOfATerminatedWorkflowOfAnotherTenantToo() throws Exception {
    TenantId other = new TenantId(UUID.fromString("01900000-0000-7000-8000-000000000002"));
    api.sql("insert into tenant (id, name) values ('" + other + "', 'other')");
    var reading =
        PlanReader.read(
            Documents.parse(PLAN.getBytes(StandardCharsets.UTF_8), Documents.Format.JSON));
    PlanId plan = NewPlans.id();
    api.context
        .getBean(Submissions.class)
        .submit(new Submission(other, plan, reading.plan(), reading.input(), "someone", null, "{}"))
        .block();
    running(plan.toString());
    client.newUntypedWorkflowStub(plan.workflowId()).terminate("by an operator");
    api.sql("update plan set created_at = now() - interval '1 minute' where id = '" + plan + "'");

    sweep();

    assertThat(api.count("plan where status = 'FAILED' and id = '" + plan + "'")).isEqualTo(1);
  }

  @Test
  void tellsOncePerPlanThatTemporalKnowsItNotAndClosesItOnlyWhenCancelled() {
    String plan = submit();
    forget(running(plan).getExecution());
    var log = new ListAppender<ILoggingEvent>();
    Logger logger = (Logger) LoggerFactory.getLogger(Reconciler.class);
    log.start();
    logger.addAppender(log);

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
    stubs
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
            client.newUntypedWorkflowStub(execution.getWorkflowId()).describe();
            return false;
          } catch (WorkflowNotFoundException e) {
            return true;
          }
        });
  }
}
