package dev.cadre.api;

import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.REVIEWER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cadre.api.runtime.Expiry;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.testkit.plan.BrokenPlan;
import dev.cadre.testkit.plan.BrokenPlans;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The doors on a real PostgreSQL while Temporal is down. */
class DoorsIT {

  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml";
  private static final String PLAN =
      """
      {"name": "post", "labels": ["demo"], "input": {"product": "kettle"}, "budget": {"limit": "0.50", "currency": "USD"},
       "steps": [
         {"id": "draft", "kind": "agent", "agent": "copywriter", "route": ["local"], "prompt": "On {{ input.product }}."},
         {"id": "review", "kind": "gate", "dependsOn": ["draft"], "title": "Publish?"}]}
      """;

  private static final int STREAMS = 30;

  private static RunningApi api;

  @BeforeAll
  static void start() throws Exception {
    api = new RunningApi("127.0.0.1:1", "--cadre.events.streams=" + STREAMS).migrated();
    assertThat(tree(api.post("/v1/plans", REQUESTER, JSON, PLAN)).path("code").asString())
        .isEqualTo("NO_WORKER");
    api.withWorker();
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
  }

  private static String submit() {
    HttpResponse<String> answer = api.post("/v1/plans", REQUESTER, JSON, PLAN);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return tree(answer).path("id").asString();
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
  void refusesEachBrokenPlanWithExactlyItsProblems() {
    long orders = api.count("outbox");
    List<BrokenPlan> corpus =
        BrokenPlans.all().stream().filter(plan -> !plan.testCatalogue()).toList();
    assertThat(corpus).hasSizeGreaterThan(50);
    for (BrokenPlan broken : corpus) {
      HttpRequest.Builder request =
          api.request("/v1/plans", REQUESTER)
              .header("Content-Type", broken.json() ? JSON : YAML)
              .POST(HttpRequest.BodyPublishers.ofByteArray(broken.body()));
      HttpResponse<String> answer = api.send(request);
      assertThat(answer.statusCode())
          .as("%s: %s", broken, answer.body())
          .isEqualTo(broken.status());
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      if (!broken.malformed() && broken.status() == 422) {
        List<String> found =
            tree(answer).path("problems").values().stream()
                .map(p -> p.path("code").asString() + " " + p.path("pointer").asString())
                .toList();
        List<String> expected =
            broken.problems().stream().map(p -> p.code() + " " + p.pointer()).toList();
        assertThat(found).as(broken.toString()).containsExactlyInAnyOrderElementsOf(expected);
      }
    }
    assertThat(api.count("outbox")).isEqualTo(orders);
  }

  @Test
  void asksEveryRouteForACredential() {
    var mappings =
        api.context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
    int asked = 0;
    for (var info : mappings.getHandlerMethods().keySet()) {
      for (String pattern :
          info.getPatternsCondition().getDirectPaths().isEmpty()
              ? info.getPatternsCondition().getPatterns().stream()
                  .map(p -> p.getPatternString())
                  .toList()
              : List.copyOf(info.getPatternsCondition().getDirectPaths())) {
        if (pattern.startsWith("/health") || pattern.equals("/sign-in")) {
          continue;
        }
        String path =
            pattern
                .replaceAll("\\{[a-z]+:([a-z]+)[a-z|]*}", "$1")
                .replaceAll("\\{\\*?[a-z]+}", "x");
        for (String method : List.of("GET", "POST")) {
          for (String token : new String[] {null, "wrong-token-0123456789"}) {
            HttpResponse<String> answer =
                api.send(
                    api.request(path, token).method(method, HttpRequest.BodyPublishers.noBody()));
            assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                .startsWith("Bearer");
            assertThat(tree(answer).path("code").asString()).isEqualTo("UNAUTHENTICATED");
            asked++;
          }
        }
      }
    }
    assertThat(asked).isGreaterThan(60);
    assertThat(api.get("/health/live", null).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/nothing, '', '', 404, NOT_FOUND",
    "GET, /v1/plans/none, '', '', 404, NOT_FOUND",
    "GET, /v1/plans/01900000-0000-7000-8000-000000000009, '', '', 404, NOT_FOUND",
    "GET, /v1/plans/01900000-0000-7000-8000-000000000009/steps, '', '', 404, NOT_FOUND",
    "GET, /v1/plans/01900000-0000-7000-8000-000000000009/events, '', '', 404, NOT_FOUND",
    "GET, /v1/plans/01900000-0000-7000-8000-000000000009/graph, '', '', 404, NOT_FOUND",
    "GET, /v1/gates/01900000-0000-7000-8000-000000000009, '', '', 404, NOT_FOUND",
    "DELETE, /v1/plans, '', '', 405, METHOD_NOT_ALLOWED",
    "POST, /v1/plans, text/plain, hello, 415, UNSUPPORTED_MEDIA_TYPE",
    "POST, /v1/plans, application/json, '{', 400, MALFORMED_BODY",
    "POST, /v1/plans:validate, application/json, '{', 400, MALFORMED_BODY",
    "POST, /v1/plans, application/json, '', 400, MALFORMED_BODY",
    "POST, /v1/plans, application/json, '[]', 422, PLAN_INVALID",
    "GET, /v1/plans?limit=0, '', '', 400, INVALID_PARAMETER",
    "GET, /v1/plans?status=odd, '', '', 400, INVALID_PARAMETER",
    "GET, /v1/plans?cursor=odd, '', '', 400, INVALID_PARAMETER",
    "POST, /v1/plans:forecast, application/json, '{}', 501, NOT_YET_AVAILABLE",
    "POST, /v1/plans/01900000-0000-7000-8000-000000000009:pause, '', '', 404, NOT_FOUND",
    "POST, /v1/plans/01900000-0000-7000-8000-000000000009:resume, '', '', 404, NOT_FOUND",
    "POST, /v1/plans/01900000-0000-7000-8000-000000000009:retry, '', '', 404, NOT_FOUND",
    "POST, /v1/plans/01900000-0000-7000-8000-000000000009:cancel, '', '', 404, NOT_FOUND",
    "POST, /codec/decode, application/json, 'nonsense', 400, MALFORMED_BODY"
  })
  void answersErrorsAsProblems(
      String method, String path, String type, String body, int status, String code) {
    HttpRequest.Builder request =
        api.request(path, REQUESTER).method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    HttpResponse<String> answer = api.send(request);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(tree(answer).path("code").asString()).isEqualTo(code);
    assertThat(tree(answer).path("detail").asString()).isNotBlank();
    assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
  }

  @Test
  void goesOnReadingAConnectionWhoseRequestsHadToWait() throws Exception {
    try (KeptConnection connection = new KeptConnection(api)) {
      // The first waits for PostgreSQL, the second meanwhile for the first.
      connection.ask("/v1/plans?limit=1", "/v1/plans?limit=0");
      assertThat(connection.status()).isEqualTo(200);
      assertThat(connection.status()).isEqualTo(400);

      connection.ask("/v1/plans?limit=0");
      assertThat(connection.status()).isEqualTo(400);
    }
  }

  @Test
  void refusesWhatTheCallerCannotAccept() {
    HttpResponse<String> answer =
        api.send(api.request("/v1/plans", REQUESTER).header("Accept", "image/png").GET());

    assertThat(answer.statusCode()).isEqualTo(406);
    assertThat(tree(answer).path("code").asString()).isEqualTo("NOT_ACCEPTABLE");
  }

  @Test
  void refusesBodiesOverSixteenAndInputsOverTenMebibytes() {
    String eleven = "x".repeat(11 * 1024 * 1024);
    HttpResponse<String> input =
        api.post("/v1/plans", REQUESTER, JSON, "{\"input\": \"" + eleven + "\"}");
    assertThat(input.statusCode()).isEqualTo(413);
    assertThat(tree(input).path("code").asString()).isEqualTo("INPUT_TOO_LARGE");

    HttpResponse<String> body =
        api.post("/v1/plans", REQUESTER, JSON, "\"" + eleven + eleven + "\"");
    assertThat(body.statusCode()).isEqualTo(413);
    assertThat(tree(body).path("code").asString()).isEqualTo("BODY_TOO_LARGE");
  }

  @Test
  void refusesADefinitionThatNoWorkflowTaskCouldCarry() {
    String plan = PLAN.replaceFirst("\"prompt\": *\"", "$0" + "x".repeat(1024 * 1024));
    assertThat(plan).hasSizeGreaterThan(1024 * 1024);

    HttpResponse<String> answer = api.post("/v1/plans", REQUESTER, JSON, plan);

    assertThat(answer.statusCode()).isEqualTo(422);
    JsonNode problem = tree(answer).path("problems").path(0);
    assertThat(problem.path("code").asString()).isEqualTo("LIMIT_EXCEEDED");
    assertThat(problem.path("pointer").asString()).isEmpty();
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
    List<String> made = IntStream.range(0, 3).mapToObj(_ -> submit()).toList();

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
    String id = submit();

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

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void takesAStreamOfEventsUpAtEveryEvent(int after) {
    String id = submit();
    api.post("/v1/plans/" + id + ":cancel", REQUESTER, JSON, "");
    close(id);

    HttpResponse<String> stream =
        api.send(
            api.request("/v1/plans/" + id + "/events", REQUESTER)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", Integer.toString(after))
                .GET());
    JsonNode page =
        tree(
            api.send(
                api.request("/v1/plans/" + id + "/events?after=" + after, REQUESTER)
                    .header("Accept", JSON)
                    .GET()));

    List<String> ids =
        stream
            .body()
            .lines()
            .filter(line -> line.startsWith("id:"))
            .map(l -> l.substring(3))
            .toList();
    List<String> expected =
        IntStream.rangeClosed(after + 1, 5).mapToObj(Integer::toString).toList();
    assertThat(ids).isEqualTo(expected);
    assertThat(page.path("items").values().stream().map(e -> e.path("seq").toString()).toList())
        .isEqualTo(expected);
    assertThat(page.path("next").isNull()).isTrue();
    assertThat(stream.body()).contains("event:plan.cancelled");
    HttpResponse<String> over =
        api.send(
            api.request("/v1/plans/" + id + "/events", REQUESTER)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", "5")
                .GET());
    assertThat(over.statusCode()).isEqualTo(204);
  }

  private static void close(String plan) {
    var keys = api.context.getBean(dev.cadre.stores.key.ScopeKeys.class);
    var lost =
        new dev.cadre.stores.plan.LostPlans(
            api.context.getBean(Postgres.class), keys, java.time.Clock.systemUTC());
    var candidate =
        new dev.cadre.stores.plan.LostPlans.Candidate(
            dev.cadre.workflows.tenant.TenantId.DEMO,
            dev.cadre.workflows.plan.PlanId.of(plan),
            1,
            java.time.Instant.now(),
            false);
    Boolean closed =
        lost.close(
                candidate,
                dev.cadre.workflows.plan.PlanStatus.CANCELLED,
                "WORKFLOW_CANCELED",
                "Closed by the test.")
            .block();
    assertThat(closed).isTrue();
  }

  @Test
  void tellsWhyThereIsNoResult() {
    String id = submit();
    HttpResponse<String> early = api.get("/v1/plans/" + id + "/result", REQUESTER);
    assertThat(early.statusCode()).isEqualTo(409);
    assertThat(tree(early).path("code").asString()).isEqualTo("PLAN_NOT_FINISHED");
    close(id);
    HttpResponse<String> cancelled = api.get("/v1/plans/" + id + "/result", REQUESTER);
    assertThat(tree(cancelled).path("code").asString()).isEqualTo("PLAN_CANCELLED");
  }

  @Test
  void drawsAPlan() {
    String graph = "/v1/plans/" + submit() + "/graph";

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
  void signsABrowserInOnceAndRefusesForeignPages() {
    JsonNode link = tree(api.post("/v1/sign-in-links", REQUESTER, JSON, ""));
    String path = "/sign-in" + link.path("url").asString().replaceFirst(".*(?=\\?)", "");
    HttpResponse<String> in = api.get(path, null);
    assertThat(in.statusCode()).isEqualTo(303);
    String set = in.headers().firstValue("Set-Cookie").orElse("");
    assertThat(set).contains("HttpOnly").contains("SameSite=Strict");
    String cookie = set.substring(0, set.indexOf(';'));
    assertThat(api.get(path, null).statusCode()).isEqualTo(401);

    assertThat(api.send(api.request("/v1/plans", null).header("Cookie", cookie).GET()).statusCode())
        .isEqualTo(200);
    HttpResponse<String> foreign =
        api.post(
            "/v1/plans", null, JSON, PLAN, "Cookie", cookie, "Origin", "http://127.0.0.1:8233");
    assertThat(foreign.statusCode()).isEqualTo(403);
    HttpResponse<String> bare = api.post("/v1/plans", null, JSON, PLAN, "Cookie", cookie);
    assertThat(tree(bare).path("code").asString()).isEqualTo("CROSS_ORIGIN");
    HttpResponse<String> own =
        api.post("/v1/plans", null, JSON, PLAN, "Cookie", cookie, "Origin", api.address());
    assertThat(own.statusCode()).as(own.body()).isEqualTo(201);
    HttpResponse<String> codec =
        api.post(
            "/codec/decode",
            null,
            JSON,
            "{\"payloads\": []}",
            "Cookie",
            cookie,
            "Origin",
            "http://127.0.0.1:8233");
    assertThat(codec.statusCode()).as(codec.body()).isEqualTo(200);
    assertThat(codec.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("http://127.0.0.1:8233");
    assertThat(codec.headers().firstValue("Access-Control-Allow-Credentials")).hasValue("true");
  }

  @Test
  void deletesWhatHasExpiredAndNothingElse() {
    for (String key : List.of("old-gone", "old-read", "young-gone")) {
      api.post("/v1/plans", REQUESTER, JSON, PLAN, "Idempotency-Key", key);
    }
    api.sql(
        """
        update plan_request set created_at = now() - interval '31 days' where key like 'old-%';
        update plan_request set created_at = now() - interval '29 days' where key like 'young-%';
        update plan_request set plan_id = gen_random_uuid() where key like '%-gone'\
        """);
    api.post("/v1/sign-in-links", REQUESTER, JSON, "");
    api.sql(
        """
        insert into sign_in (token_sha256, kind, tenant_id, principal, expires_at)
        select 'expired-' || i, 'SESSION', (select id from tenant limit 1), 'requester', now()
        from generate_series(1, 1500) i\
        """);

    api.context.getBean(Expiry.class).sweep().block(Duration.ofSeconds(30));

    assertThat(api.count("plan_request where key = 'old-gone'")).isZero();
    assertThat(api.count("plan_request where key in ('old-read', 'young-gone')")).isEqualTo(2);
    assertThat(api.count("sign_in where expires_at <= now()")).isZero();
    assertThat(api.count("sign_in where kind = 'LINK'")).isPositive();
  }

  @Test
  void letsAllStreamsOfAPlanShareOneLookAndRefusesOneTooMany() throws Exception {
    String path = "/v1/plans/" + submit() + "/events";
    HttpClient http = HttpClient.newHttpClient();
    try {
      for (int i = 0; i < STREAMS; i++) {
        var answer =
            http.send(
                api.request(path, REQUESTER).build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().read()).isPositive();
      }
      assertThat(api.figure("cadre_event_streams")).isEqualTo(STREAMS);

      HttpResponse<String> refused = api.get(path, REQUESTER);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
      assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      assertThat(tree(refused).path("code").asString()).isEqualTo("TOO_MANY_REQUESTS");

      long before = api.transactions();
      Thread.sleep(3_000);
      // About 50 by twelve looks, and others' besides; each stream by itself would make 1,400.
      assertThat(api.transactions() - before).isLessThan(400);
    } finally {
      // Not close(), which waits for the streams to end.
      http.shutdownNow();
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> api.figure("cadre_event_streams") == 0);
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
    assertThat(api.get("/metrics", REQUESTER).body()).contains("jvm_memory_used_bytes");
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
    String id = submit();
    assertThat(
            api.count(
                "plan where id = '"
                    + id
                    + "' and (encode(name, 'escape') like '%post%' or encode(definition, 'escape')"
                    + " like '%kettle%' or encode(input, 'escape') like '%kettle%')"))
        .isZero();
  }
}
