package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import dev.cadre.testkit.fault.SeenCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What an agent's output format asks of its model, and what a console is told of it. */
@Timeout(180)
@ExtendWith(OnStack.class)
class FormatsIT {

  private static final String MODEL = "gpt-5.6-sol";
  private static final String TABLE = "| owes |\n|---|\n| 17 |";

  private final Stack stack;

  FormatsIT(Stack stack) {
    this.stack = stack;
  }

  private static String plan(String agent) {
    return """
    name: formats
    steps:
      - { id: say, kind: agent, agent: %s, route: [openai/%s], prompt: "Say it.", maxTokens: 300 }
    result: "{{ steps.say.output }}"
    """
        .formatted(agent, MODEL);
  }

  private PlanRun run(String agent, Fault... answers) {
    stack.wakeTargets();
    stack.providers().script(Match.model(MODEL), answers);
    return stack.requester().submit(plan(agent));
  }

  private List<String> asked(PlanRun plan) {
    return stack.providers().ledger().stream()
        .filter(call -> String.valueOf(call.idempotencyKey()).startsWith(plan.id()))
        .map(SeenCall::body)
        .toList();
  }

  private static List<String> categories(PlanRun plan) {
    return plan.attempts("say").stream()
        .map(attempt -> attempt.path("category").asString("none"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "lead-qualifier, '[1]', '{\"verdict\": \"nurture\"}', structured_json, json",
    "chart-builder, '{\"title\": \"T\"}', "
        + "'{\"title\":\"T\",\"kind\":\"bar\",\"labels\":[\"a\"],"
        + "\"series\":[{\"name\":\"s\",\"values\":[1]}]}', chart_data, chart"
  })
  void asksForObjectsAndHasThemMended(
      String agent, String wrong, String right, String format, String drawn) {
    PlanRun plan = run(agent, Fault.answer(wrong), Fault.answer(right));
    plan.await("COMPLETED");

    assertThat(plan.result()).isInstanceOf(Map.class);
    assertThat(categories(plan)).containsExactly("QUALITY", "none");
    assertThat(asked(plan).getFirst()).contains("json_schema");
    JsonNode told = plan.step("say").path("format");
    assertThat(told.path("name").asString("")).isEqualTo(format);
    assertThat(told.path("renderer").path("type").asString("")).isEqualTo(drawn);
    JsonNode listed = plan.steps().get("say");
    assertThat(listed.path("format")).isEqualTo(told);
  }

  @Test
  void hasATextMadeATable() {
    PlanRun plan = run("debt-agent", Fault.answer("They owe 17 euros."), Fault.answer(TABLE));
    plan.await("COMPLETED");

    assertThat(plan.result()).isEqualTo(TABLE);
    assertThat(categories(plan)).containsExactly("QUALITY", "none");
    assertThat(asked(plan).getLast()).contains("holds no Markdown table");
    assertThat(plan.step("say").path("format").path("renderer").path("sortable").asBoolean())
        .isTrue();
  }

  @Test
  void endsWhereItIsNoTableAtLast() {
    PlanRun plan = run("debt-agent", Fault.answer("None."), Fault.answer("None."));
    plan.await("FAILED");
    assertThat(categories(plan)).containsExactly("QUALITY", "QUALITY");
  }

  @Test
  void answersAsTheTenantWants() {
    format("{\"format\": \"markdown_table\"}");
    PlanRun other = run("critic", Fault.answer(TABLE));
    other.await("COMPLETED");
    assertThat(asked(other).getFirst()).contains("holds a Markdown table");
    assertThat(other.step("say").path("format").path("name").asString(""))
        .isEqualTo("markdown_table");

    format("{}");
    PlanRun own = run("critic", Fault.answer("No table."));
    own.await("COMPLETED");
    assertThat(own.step("say").path("format").path("name").asString("")).isEqualTo("markdown");
  }

  private void format(String body) {
    stack
        .owner()
        .send(
            "PUT",
            "/v1/tenant/agents/critic/output",
            body,
            Map.of("Content-Type", "application/json"))
        .expect(200);
  }

  @Test
  void keepsTheFormatThatThePlanStartedWith() {
    String agent =
        """
        {"name": "turncoat", "title": "Turncoat", "department": "test",
         "description": "Changes its format.", "capabilities": ["formats"], "output": "%s",
         "instructions": "You are told what to say.", "route": ["openai/%s"]}\
        """;
    stack.owner().post("/v1/agents", agent.formatted("summary_text", MODEL)).expect(201);
    stack.providers().script(Match.model(MODEL), Fault.answer("A text."));
    PlanRun plan =
        stack
            .requester()
            .submit(
                """
                name: formats
                steps:
                  - { id: look, kind: gate, title: Go on? }
                  - { id: say, kind: agent, agent: turncoat, dependsOn: [look], prompt: "Say it." }
                """);
    plan.gate("look");
    stack
        .owner()
        .send(
            "PUT",
            "/v1/agents/turncoat",
            agent.formatted("structured_json", MODEL),
            Map.of("Content-Type", "application/json", "If-Match", "\"1\""))
        .expect(200);
    PlanRun.decide(stack.reviewer(), plan.gate("look"), "GO", null).expect(200);

    plan.await("COMPLETED");
    assertThat(plan.step("say").path("result").path("output").asString("")).isEqualTo("A text.");
    assertThat(plan.step("say").path("format").path("name").asString("")).isEqualTo("summary_text");
  }
}
