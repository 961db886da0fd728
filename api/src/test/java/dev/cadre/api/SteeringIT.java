package dev.cadre.api;

import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What operators order, up to the outbox; Temporal is not there. */
class SteeringIT {

  private static final String JSON = "application/json";
  private static final String PLAN =
      """
      {"name": "steered", "input": {"topic": "tea", "tone": "warm"},
       "budget": {"limit": "1.00", "currency": "USD"},
       "steps": [
         {"id": "facts", "kind": "agent", "agent": "summarizer", "route": ["local"],
          "prompt": "About {{ input.topic }}."},
         {"id": "draft", "kind": "agent", "agent": "copywriter", "route": ["local"],
          "dependsOn": ["facts"], "prompt": "{{ input.tone }}: {{ steps.facts.output }}"}]}
      """;

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  private static HttpResponse<String> order(String plan, String order) {
    return api.post("/v1/plans/" + plan + ":" + order, REQUESTER, JSON, "");
  }

  private static HttpResponse<String> redo(String plan, String body) {
    return api.post("/v1/plans/" + plan + ":redo", REQUESTER, JSON, body);
  }

  private static HttpResponse<String> keyed(String path, String body, String key) {
    return api.send(
        api.request(path, REQUESTER)
            .header("Content-Type", JSON)
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static void ends(String plan, String status) {
    api.sql("update plan set status = '" + status + "' where id = '" + plan + "'");
  }

  private static List<String> eventTypes(String plan) {
    return api.events(plan).stream().map(event -> event.path("type").asString()).toList();
  }

  @Test
  void ordersEachPauseAndEachResumeOnce() {
    String plan = api.submit(REQUESTER, PLAN);

    JsonNode paused = tree(order(plan, "pause"));
    assertThat(paused.path("paused").asBoolean()).isTrue();
    assertThat(order(plan, "pause").statusCode()).isEqualTo(202);
    assertThat(tree(order(plan, "resume")).path("paused").asBoolean()).isFalse();
    order(plan, "resume");
    order(plan, "pause");

    assertThat(api.count("outbox where kind = 'PAUSE' and plan_id = '" + plan + "'")).isEqualTo(2);
    assertThat(api.count("outbox where kind = 'RESUME' and plan_id = '" + plan + "'")).isOne();
    assertThat(eventTypes(plan))
        .containsExactly(
            "plan.submitted",
            "plan.pause_requested",
            "plan.resume_requested",
            "plan.pause_requested");
  }

  @ParameterizedTest
  @CsvSource({
    "pause, COMPLETED, PLAN_TERMINAL",
    "resume, CANCELLED, PLAN_TERMINAL",
    "cancel, FAILED, PLAN_TERMINAL",
    "retry, COMPLETED, PLAN_NOT_FAILED",
    "retry, RUNNING, PLAN_NOT_FAILED"
  })
  void refusesWhatThePlansStatusForbids(String order, String status, String code) {
    String plan = api.submit(REQUESTER, PLAN);
    ends(plan, status);

    HttpResponse<String> answer = order(plan, order);

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(tree(answer).path("code").asString()).isEqualTo(code);
  }

  @Test
  void retriesAFailedPlanOnce() {
    String plan = api.submit(REQUESTER, PLAN);
    ends(plan, "FAILED");

    JsonNode retried = tree(order(plan, "retry"));
    HttpResponse<String> second = order(plan, "retry");

    assertThat(retried.path("run").asInt()).isEqualTo(2);
    assertThat(retried.path("status").asString()).isEqualTo("SCHEDULED");
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(api.count("outbox where kind = 'START' and run = 2 and plan_id = '" + plan + "'"))
        .isOne();
  }

  @Test
  void retriesOnceForEqualRequestsAlsoWhenThePlanHasFailedAgain() {
    String plan = api.submit(REQUESTER, PLAN);
    String own = "/v1/plans/" + plan + ":retry";
    ends(plan, "FAILED");

    Set<Integer> runs =
        IntStream.range(0, 20)
            .parallel()
            .mapToObj(_ -> tree(keyed(own, "", "first")).path("run").asInt())
            .collect(Collectors.toSet());
    ends(plan, "FAILED");
    JsonNode late = tree(keyed(own, "", "first"));
    JsonNode bulk = tree(keyed("/v1/plans:retry", "{\"ids\": [\"" + plan + "\"]}", "first"));

    assertThat(runs).containsExactly(2);
    assertThat(late.path("run").asInt()).isEqualTo(2);
    assertThat(late.path("status").asString()).isEqualTo("FAILED");
    assertThat(bulk.path("items").path(0).path("status").asInt()).isEqualTo(202);
    assertThat(tree(keyed(own, "", "second")).path("run").asInt()).isEqualTo(3);
  }

  @Test
  void keepsNoKeyOfARetryThatWasRefused() {
    String plan = api.submit(REQUESTER, PLAN);
    String own = "/v1/plans/" + plan + ":retry";

    assertThat(keyed(own, "", "early").statusCode()).isEqualTo(409);
    ends(plan, "FAILED");

    assertThat(tree(keyed(own, "", "early")).path("run").asInt()).isEqualTo(2);
  }

  @Test
  void makesANewPlanThatKeepsWhatIsBeforeTheStep() {
    String origin = api.submit(REQUESTER, PLAN);
    HttpResponse<String> answer = redo(origin, "{\"from\": \"draft\"}");

    JsonNode plan = tree(answer);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(answer.headers().firstValue("Location"))
        .hasValue("/v1/plans/" + plan.path("id").asString());
    assertThat(plan.path("id").asString()).isNotEqualTo(origin);
    assertThat(plan.path("redoOf").path("plan").asString()).isEqualTo(origin);
    assertThat(plan.path("redoOf").path("from").asString()).isEqualTo("draft");
    assertThat(plan.path("budget").path("settled").path("amount").asString()).startsWith("0");
    assertThat(tree(api.get("/v1/plans/" + origin, REQUESTER)).path("status").asString())
        .isEqualTo("SCHEDULED");
  }

  @Test
  void redoesOnceForFiftyEqualRequests() {
    String origin = api.submit(REQUESTER, PLAN);
    List<String> ids =
        IntStream.range(0, 50)
            .parallel()
            .mapToObj(_ ->
                tree(keyed("/v1/plans/" + origin + ":redo", "{\"from\": \"draft\"}", "again"))
                    .path("id")
                    .asString())
            .distinct()
            .toList();

    assertThat(ids).hasSize(1);
    assertThat(api.count("plan where redo_of = '" + origin + "'")).isOne();
  }

  static Stream<String> unfit() {
    return Stream.of(
        "{}|MISSING_FIELD|",
        "[]|WRONG_TYPE|",
        "{\"from\": 3}|WRONG_TYPE|/from",
        "{\"from\": \"none\"}|UNKNOWN_STEP|/from",
        "{\"from\": \"draft\", \"to\": 1}|UNKNOWN_FIELD|/to",
        "{\"input\": {\"topic\": \"tea\"}}|EXPRESSION_INVALID|/steps/1/prompt");
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("unfit")
  void refusesAnUnfitRedoAndMakesNothing(String row) {
    String[] parts = row.split("\\|", -1);
    String origin = api.submit(REQUESTER, PLAN);

    HttpResponse<String> answer = redo(origin, parts[0]);

    JsonNode problem = tree(answer).path("problems").path(0);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    assertThat(problem.path("code").asString()).isEqualTo(parts[1]);
    assertThat(problem.path("pointer").asString()).isEqualTo(parts[2]);
    assertThat(api.count("plan where redo_of = '" + origin + "'")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "resume", "retry", "cancel"})
  void knowsNoOtherPlan(String order) {
    assertThat(order("01900000-0000-7000-8000-000000000009", order).statusCode()).isEqualTo(404);
    assertThat(redo("01900000-0000-7000-8000-000000000009", "{\"from\": \"a\"}").statusCode())
        .isEqualTo(404);
  }
}
