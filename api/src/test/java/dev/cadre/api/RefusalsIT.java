package dev.cadre.api;

import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.plan.BrokenPlan;
import dev.cadre.testkit.plan.BrokenPlans;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What the doors refuse, and how they say so. */
class RefusalsIT {

  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml";

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

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
    String plan = DoorsIT.PLAN.replaceFirst("\"prompt\": *\"", "$0" + "x".repeat(1024 * 1024));
    assertThat(plan).hasSizeGreaterThan(1024 * 1024);

    HttpResponse<String> answer = api.post("/v1/plans", REQUESTER, JSON, plan);

    assertThat(answer.statusCode()).isEqualTo(422);
    JsonNode problem = tree(answer).path("problems").path(0);
    assertThat(problem.path("code").asString()).isEqualTo("LIMIT_EXCEEDED");
    assertThat(problem.path("pointer").asString()).isEmpty();
  }
}
