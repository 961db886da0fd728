package dev.cadre.api;

import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.REVIEWER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The doors on a real PostgreSQL while Temporal is down. */
class DoorsIT {

  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml";
  static final String PLAN =
      """
      {"name": "post", "labels": ["demo"], "input": {"product": "kettle"}, "budget": {"limit": "0.50", "currency": "USD"},
       "steps": [
         {"id": "draft", "kind": "agent", "agent": "copywriter", "route": ["local"], "prompt": "On {{ input.product }}."},
         {"id": "review", "kind": "gate", "dependsOn": ["draft"], "title": "Publish?"}]}
      """;

  private static RunningApi api;

  @BeforeAll
  static void start() throws Exception {
    api = new RunningApi("127.0.0.1:1").migrated();
    assertThat(tree(api.post("/v1/plans", REQUESTER, JSON, PLAN)).path("code").asString())
        .isEqualTo("NO_WORKER");
    api.withWorker();
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
  }

  @Test
  void acceptsAPlanWhileTemporalIsDown() {
    HttpResponse<String> answer = api.post("/v1/plans", REQUESTER, JSON, PLAN);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    JsonNode body = tree(answer);
    String id = body.path("id").asString();
    assertThat(body.path("status").asString()).isEqualTo("SCHEDULED");
    assertThat(body.path("workflowId").asString()).isEqualTo("plan-" + id);
    assertThat(answer.headers().firstValue("Location")).hasValue("/v1/plans/" + id);
    JsonNode plan = tree(api.get("/v1/plans/" + id, REVIEWER));
    assertThat(plan.path("name").asString()).isEqualTo("post");
    assertThat(plan.path("requester").asString()).isEqualTo("requester");
    assertThat(plan.path("budget").path("limit").path("amount").asString()).isEqualTo("0.50");
    JsonNode steps = tree(api.get("/v1/plans/" + id + "/steps", REQUESTER)).path("items");
    assertThat(steps.size()).isEqualTo(2);
    assertThat(steps.get(0).path("state").asString()).isEqualTo("PENDING");
    assertThat(api.get("/v1/plans/" + id + "/steps/draft/attempts", REQUESTER).statusCode())
        .isEqualTo(200);
    HttpResponse<String> ready = api.get("/health/ready", null);
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(tree(ready).path("parts").path("temporal").asString()).isEqualTo("DOWN");
    assertThat(tree(ready).path("parts").path("postgres").asString()).isEqualTo("UP");
  }

  @Test
  void makesOnePlanOfFiftyParallelSubmissionsWithOneKey() throws Exception {
    long before = api.count("plan");
    Set<String> bodies = new HashSet<>();
    int created = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> answers =
          IntStream.range(0, 50)
              .mapToObj(i ->
                  threads.submit(() ->
                      api.post(
                          "/v1/plans",
                          REQUESTER,
                          i % 2 == 0 ? JSON : YAML,
                          PLAN,
                          "Idempotency-Key",
                          "fifty")))
              .toList();
      for (Future<HttpResponse<String>> answer : answers) {
        assertThat(answer.get().statusCode()).as(answer.get().body()).isIn(200, 201);
        created += answer.get().statusCode() == 201 ? 1 : 0;
        bodies.add(answer.get().body());
      }
    }

    assertThat(bodies).hasSize(1);
    assertThat(created).isEqualTo(1);
    assertThat(api.count("plan")).isEqualTo(before + 1);
    HttpResponse<String> other =
        api.post(
            "/v1/plans",
            REQUESTER,
            JSON,
            PLAN.replace("kettle", "teapot"),
            "Idempotency-Key",
            "fifty");
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(tree(other).path("code").asString()).isEqualTo("IDEMPOTENCY_CONFLICT");
    assertThat(api.post("/v1/plans", REVIEWER, JSON, PLAN, "Idempotency-Key", "fifty").statusCode())
        .isEqualTo(201);
  }

  @Test
  void checksAPlanWithoutWritingIt() {
    long before = api.count("plan");

    JsonNode good = tree(api.post("/v1/plans:validate", REQUESTER, JSON, PLAN));
    JsonNode bad =
        tree(api.post("/v1/plans:validate", REQUESTER, JSON, PLAN.replace("draft\"]", "dratf\"]")));

    assertThat(good.path("valid").asBoolean()).isTrue();
    assertThat(good.path("problems").isEmpty()).isTrue();
    assertThat(bad.path("valid").asBoolean()).isFalse();
    assertThat(bad.path("problems").get(0).path("code").asString()).isEqualTo("UNKNOWN_STEP");
    assertThat(api.count("plan")).isEqualTo(before);
  }

  @Test
  void listsNewestFirstWithAnOpaqueCursor() {
    List<String> made = IntStream.range(0, 3).mapToObj(_ -> api.submit(REQUESTER, PLAN)).toList();

    JsonNode first = tree(api.get("/v1/plans?limit=2&label=demo&status=scheduled", REQUESTER));
    JsonNode second =
        tree(
            api.get(
                "/v1/plans?limit=2&label=demo&cursor=" + first.path("next").asString(), REQUESTER));

    assertThat(first.path("items").get(0).path("id").asString()).isEqualTo(made.get(2));
    assertThat(first.path("items").get(1).path("id").asString()).isEqualTo(made.get(1));
    assertThat(second.path("items").get(0).path("id").asString()).isEqualTo(made.get(0));
    assertThat(tree(api.get("/v1/plans?label=none", REQUESTER)).path("items").isEmpty()).isTrue();
  }

  @Test
  void ordersACancellationOnce() {
    String id = api.submit(REQUESTER, PLAN);

    HttpResponse<String> first = api.post("/v1/plans/" + id + ":cancel", REQUESTER, JSON, "");
    HttpResponse<String> second = api.post("/v1/plans/" + id + ":cancel", REQUESTER, JSON, "");

    assertThat(first.statusCode()).as(first.body()).isEqualTo(202);
    assertThat(second.statusCode()).isEqualTo(202);
    assertThat(tree(first).path("cancelRequestedAt").asString()).isNotBlank();
    assertThat(api.count("outbox where kind = 'CANCEL' and plan_id = '" + id + "'")).isEqualTo(1);
    api.sql("update plan set status = 'COMPLETED' where id = '" + id + "'");
    HttpResponse<String> late = api.post("/v1/plans/" + id + ":cancel", REQUESTER, JSON, "");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(tree(late).path("code").asString()).isEqualTo("PLAN_TERMINAL");
  }

  @Test
  void tellsWhyThereIsNoResult() {
    String id = api.submit(REQUESTER, PLAN);
    HttpResponse<String> early = api.get("/v1/plans/" + id + "/result", REQUESTER);
    assertThat(early.statusCode()).isEqualTo(409);
    assertThat(tree(early).path("code").asString()).isEqualTo("PLAN_NOT_FINISHED");
    api.closeLost(id);
    HttpResponse<String> cancelled = api.get("/v1/plans/" + id + "/result", REQUESTER);
    assertThat(tree(cancelled).path("code").asString()).isEqualTo("PLAN_CANCELLED");
  }

  @Test
  void drawsAPlan() {
    String graph = "/v1/plans/" + api.submit(REQUESTER, PLAN) + "/graph";

    assertThat(tree(api.get(graph, REQUESTER)).path("edges").get(0).path("from").asString())
        .isEqualTo("draft");
    assertThat(api.get(graph + "?format=mermaid", REQUESTER).body())
        .startsWith("flowchart LR")
        .contains("s_draft --> s_review");
    HttpResponse<String> svg = api.get(graph + "?format=svg", REQUESTER);
    assertThat(svg.headers().firstValue("Content-Type").orElse("")).startsWith("image/svg+xml");
    assertThat(svg.body()).startsWith("<svg").contains("review");
  }

  @Test
  void describesItselfAsOpenApi() {
    JsonNode document = tree(api.get("/v3/api-docs", REQUESTER));

    assertThat(document.path("openapi").asString()).startsWith("3.1");
    assertThat(document.path("paths").has("/v1/plans:validate")).isTrue();
    assertThat(document.path("paths").has("/v1/plans/{plan}:cancel")).isTrue();
    for (String order : List.of("pause", "resume", "retry", "redo")) {
      assertThat(document.path("paths").has("/v1/plans/{plan}:" + order)).as(order).isTrue();
    }
    assertThat(document.path("components").path("schemas").has("Plan")).isTrue();
    assertThat(document.toString()).doesNotContain("\"caller\"");
    assertThat(api.get("/docs", REQUESTER).statusCode()).isIn(200, 302, 303, 307);
  }

  @Test
  void publishesMetrics() {
    assertThat(api.get("/metrics", RunningApi.OWNER).body()).contains("jvm_memory_used_bytes");
  }

  @Test
  void countsPlansTakenInAndOrdersThatWait() {
    double before = api.figure("cadre_plans_submitted_total");
    for (int i = 0; i < 2; i++) {
      api.post("/v1/plans", REQUESTER, JSON, PLAN, "Idempotency-Key", "counted");
    }

    assertThat(api.figure("cadre_plans_submitted_total") - before).isEqualTo(1);
    await().atMost(Duration.ofSeconds(30)).until(() -> api.figure("cadre_outbox_waiting") >= 1);
  }

  @Test
  void keepsWhatPeopleWroteSealed() {
    String id = api.submit(REQUESTER, PLAN);
    assertThat(
            api.count(
                "plan where id = '"
                    + id
                    + "' and (encode(name, 'escape') like '%post%' or encode(definition, 'escape')"
                    + " like '%kettle%' or encode(input, 'escape') like '%kettle%')"))
        .isZero();
  }
}
