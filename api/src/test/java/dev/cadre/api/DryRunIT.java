package dev.cadre.api;

import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Plans that are tried; Temporal is not there. */
class DryRunIT {

  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml";
  private static final String PLAN =
      """
      plan:
        name: tried
        input: { words: [tea, milk] }
        steps:
          - { id: facts, kind: agent, agent: summarizer, prompt: Facts,
              output: { schema: { type: object, required: [score], properties: { score: { type: integer } } } } }
          - { id: good, kind: choice, dependsOn: [facts], when: steps.facts.output.score > 5, then: [post], else: [] }
          - { id: post, kind: tool, tool: echo, arguments: { body: "{{ steps.facts.output }}" } }
          - { id: all, kind: map, over: input.words,
              step: { id: each, kind: agent, agent: copywriter, prompt: "On {{ item }}" } }
          - { id: review, kind: gate, dependsOn: [good, post, all], title: Fine? }
        result: "{{ steps.all.output }}"
      """;

  private static final int TRIES = 5;

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  private static HttpResponse<String> dryRun(String type, String body) {
    HttpResponse<String> answer = api.post("/v1/plans:dry-run", REQUESTER, type, body);
    for (int i = 0; i < TRIES && answer.statusCode() == 503; i++) {
      // The machine is busy; the answer says to try again.
      answer = api.post("/v1/plans:dry-run", REQUESTER, type, body);
    }
    return answer;
  }

  private static JsonNode ran(String mocks) {
    HttpResponse<String> answer = dryRun(YAML, PLAN + mocks);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return tree(answer);
  }

  private static List<String> states(JsonNode end) {
    return end.path("steps")
        .valueStream()
        .map(step -> step.path("id").asString() + " " + step.path("state").asString())
        .toList();
  }

  @Test
  void runsWithWhatIsSaid() {
    JsonNode end = ran("outputs: { facts: { score: 7 } }\nitems: { each: [hot, cold] }");

    assertThat(end.path("status").asString()).isEqualTo("COMPLETED");
    assertThat(states(end))
        .containsExactly(
            "facts COMPLETED",
            "good COMPLETED",
            "post COMPLETED",
            "all COMPLETED",
            "each COMPLETED",
            "each COMPLETED",
            "review COMPLETED");
    assertThat(end.path("result").toString()).isEqualTo("[\"hot\",\"cold\"]");
    assertThat(end.path("order").get(end.path("order").size() - 1).asString()).isEqualTo("review");
    JsonNode second = end.path("steps").get(5);
    assertThat(second.path("item").asInt()).isEqualTo(1);
    assertThat(second.path("path").toString()).isEqualTo("[1]");
    assertThat(second.path("sampled").asBoolean()).isFalse();
    assertThat(end.path("steps").get(2).path("sampled").asBoolean()).isTrue();
  }

  @Test
  void makesUpTheRestAndDecidesAsTold() {
    JsonNode end = ran("decisions: { review: REJECT }");

    assertThat(end.path("reason").asString()).isEqualTo("REJECTED");
    assertThat(end.path("step").asString()).isEqualTo("review");
    assertThat(states(end)).contains("post SKIPPED", "review FAILED");
    assertThat(end.path("steps").get(0).path("output").toString()).isEqualTo("{\"score\":1}");
  }

  @Test
  void failsWhatIsToldToFail() {
    JsonNode end = ran("failures: { facts: TIMEOUT }");

    assertThat(end.path("status").asString()).isEqualTo("FAILED");
    assertThat(end.path("steps").get(0).path("reason").asString()).isEqualTo("TIMEOUT");
  }

  @Test
  void storesNothingAndStartsNothing() {
    long before = rows();
    ran("");
    assertThat(rows()).isEqualTo(before);
  }

  private static long rows() {
    return api.count("plan") + api.count("plan_request") + api.count("outbox");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "outputs: { facts: { score: many } } | WRONG_TYPE | /outputs/facts",
        "outputs: { fact: x } | UNKNOWN_STEP | /outputs/fact",
        "items: { each: [one, 2] } | WRONG_TYPE | /items/each/1",
        "decisions: { review: MAYBE } | OUT_OF_RANGE | /decisions/review",
        "failures: { review: TIMEOUT } | WRONG_TYPE | /failures/review",
        "signals: { paid: 1 } | UNKNOWN_STEP | /signals/paid",
        "output: {} | UNKNOWN_FIELD | /output",
      })
  void namesWhatDoesNotFit(String mocks, String code, String pointer) {
    HttpResponse<String> answer = dryRun(YAML, PLAN + mocks);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    assertThat(tree(answer).path("code").asString()).isEqualTo("DRY_RUN_INVALID");
    JsonNode problem = tree(answer).path("problems").get(0);
    assertThat(problem.path("code").asString()).isEqualTo(code);
    assertThat(problem.path("pointer").asString()).isEqualTo(pointer);
  }

  @Test
  void refusesAPlanAsASubmissionDoes() {
    String plan =
        "{\"name\": \"p\", \"steps\": [{\"id\": \"a\", \"kind\": \"agent\", \"agent\": \"nobody\", \"prompt\": \"x\"}]}";
    JsonNode submitted = tree(api.post("/v1/plans", REQUESTER, JSON, plan));
    HttpResponse<String> tried = dryRun(JSON, "{\"plan\": " + plan + "}");

    assertThat(tried.statusCode()).isEqualTo(422);
    assertThat(tree(tried).path("code").asString()).isEqualTo("PLAN_INVALID");
    assertThat(tree(tried).path("problems")).isEqualTo(submitted.path("problems"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | [] | 422 | DRY_RUN_INVALID",
        "application/json | {} | 422 | DRY_RUN_INVALID",
        "application/json | { | 400 | MALFORMED_BODY",
        "application/json | {\"plan\": 1} | 422 | PLAN_INVALID",
        "text/plain | {} | 415 | UNSUPPORTED_MEDIA_TYPE",
      })
  void refusesOtherBodies(String type, String body, int status, String code) {
    HttpResponse<String> answer = dryRun(type, body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(tree(answer).path("code").asString()).isEqualTo(code);
  }

  @Test
  void asksWhoTries() {
    assertThat(api.post("/v1/plans:dry-run", null, YAML, PLAN).statusCode()).isEqualTo(401);
  }

  @Test
  void measuresTheInputOfThePlan() {
    String plan = "{\"plan\": {\"name\": \"p\", \"input\": \"" + "x".repeat(11 << 20) + "\"}}";
    assertThat(tree(dryRun(JSON, plan)).path("code").asString()).isEqualTo("INPUT_TOO_LARGE");
  }

  @Test
  void takesNoMoreStepsThanItSays() {
    String steps =
        IntStream.range(0, 100)
            .mapToObj(i -> "{ id: s" + i + ", kind: wait, for: PT1S }")
            .collect(Collectors.joining(", "));
    String plan =
        """
        plan:
          name: wide
          input: { list: [%s1] }
          steps:
            - { id: m, kind: map, over: input.list, concurrency: 500, step: { id: p, kind: subplan, steps: [%s] } }
        """;
    HttpResponse<String> answer = dryRun(YAML, plan.formatted("1, ".repeat(299), steps));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    assertThat(tree(answer).path("code").asString()).isEqualTo("DRY_RUN_TOO_LARGE");
    assertThat(tree(answer).path("detail").asString()).contains("20,000");
  }

  @Test
  void checksTheArgumentsOfAToolAsLongAsNothingIsMadeUp() {
    String plan =
        """
        plan:
          name: check
          input: { url: 7 }
          steps:
            - { id: word, kind: agent, agent: copywriter, prompt: Go }
            - { id: get, kind: tool, tool: http-get, dependsOn: [word], arguments: { url: "{{ input.url }}" } }
        """;

    JsonNode refused = tree(dryRun(YAML, plan + "outputs: { word: hot }"));
    assertThat(refused.path("steps").get(1).path("reason").asString())
        .as(refused.toString())
        .isEqualTo("TOOL_FAILED");
    assertThat(refused.path("step").asString()).isEqualTo("get");
    assertThat(refused.path("message").asString()).contains("/url", "integer");
    assertThat(tree(dryRun(YAML, plan)).path("status").asString()).isEqualTo("COMPLETED");
  }

  @Test
  void knowsWhatAnAgentsFormatMakesOfItsAnswer() {
    String plan =
        """
        plan:
          name: chart
          steps:
            - { id: chart, kind: agent, agent: chart-builder, prompt: Go }
          result: "{{ steps.chart.output.series[0].name }}"
        """;

    JsonNode sampled = tree(dryRun(YAML, plan));
    assertThat(sampled.path("status").asString()).as(sampled.toString()).isEqualTo("COMPLETED");
    assertThat(sampled.path("result").isString()).isTrue();
    HttpResponse<String> refused = dryRun(YAML, plan + "outputs: { chart: a text }");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("does not fit its schema");
  }

  @Test
  void takesNoMoreTimeThanItSays() {
    String many = "[" + "1,".repeat(19) + "1]";
    String slow = many + ".all(a, " + many + ".all(b, " + many + ".all(c, a == b || c < 9)))";
    String plan =
        """
        plan:
          name: slow
          steps:
            - { id: m, kind: map, over: "[1,2,3]", step: { id: l, kind: loop, max: 1000, until: "!%s",
                step: { id: n, kind: agent, agent: copywriter, prompt: again } } }
        """;
    HttpResponse<String> answer =
        api.post("/v1/plans:dry-run", REQUESTER, YAML, plan.formatted(slow));

    // Which of the two limits comes first depends on how busy the machine is.
    assertThat(tree(answer).path("code").asString())
        .as(answer.body())
        .isIn("DRY_RUN_TOO_LARGE", "CHECK_TIMED_OUT");
  }
}
