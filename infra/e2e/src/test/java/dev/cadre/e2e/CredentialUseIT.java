package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import dev.cadre.testkit.fault.SeenCall;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Tools that show a credential of their tenant's: it reaches whom it is for, and nobody else. */
@Timeout(180)
@ExtendWith(OnStack.class)
class CredentialUseIT {

  private static final String CANARY = "canary-93b1d7e2-token";
  private static final String MODEL = "gpt-5.6-luna";

  private final Stack stack;

  CredentialUseIT(Stack stack) {
    this.stack = stack;
  }

  private void tool(String name, String credential) {
    stack
        .owner()
        .post(
            "/v1/tools",
            """
            {"name": "%s", "type": "HTTP_GET", "description": "A tool of the test's own.",
             "config": {"url": "%s/erp/%s", "credential": "%s"}, "idempotent": true, "offered": true}\
            """
                .formatted(name, stack.origin(), name, credential))
        .expect(201);
  }

  private void agent(String name, String tool) {
    stack
        .owner()
        .post(
            "/v1/agents",
            """
            {"name": "%s", "title": "Clerk", "department": "finance",
             "description": "Says what customers owe.", "capabilities": ["debt"],
             "instructions": "You say what customers owe, by your tools alone.",
             "route": ["openai"], "tools": ["%s"]}\
            """
                .formatted(name, tool))
        .expect(201);
  }

  private void credential(String name, String kind, String fields) {
    stack
        .owner()
        .post(
            "/v1/credentials",
            "{\"name\": \"%s\", \"kind\": \"%s\", \"fields\": %s}".formatted(name, kind, fields))
        .expect(201);
  }

  private PlanRun submit(String tool, String agent) {
    return stack
        .requester()
        .submit(
            """
            name: secured
            steps:
              - { id: fetch, kind: tool, tool: %s, arguments: {} }
              - { id: ask, kind: agent, agent: %s, prompt: What do they owe?, route: ["openai/%s"], dependsOn: [fetch] }
            result: "{{ steps.fetch.output.body }}"
            """
                .formatted(tool, agent, MODEL));
  }

  @Test
  void showsItToWhomItIsForAndLeavesItNowhere() {
    credential("erp-token", "bearer", "{\"token\": \"" + CANARY + "\"}");
    tool("secured", "erp-token");
    agent("secured-clerk", "secured");
    stack
        .providers()
        .script(Match.path("/erp/secured"), echo(), echo())
        .script(
            Match.model(MODEL), Fault.asking("secured", "{}"), Fault.answer("They owe nothing."));

    PlanRun plan = submit("secured", "secured-clerk");

    plan.await("COMPLETED");
    assertThat(calls("/erp/secured"))
        .hasSize(2)
        .allSatisfy(
            call -> assertThat(call.headers().get("authorization")).isEqualTo("Bearer " + CANARY));
    assertThat(String.valueOf(plan.result())).contains("[credential]");
    assertThat(asked()).contains("[credential]").doesNotContain(CANARY);
    assertThat(
            List.of(
                plan.events().toString(),
                plan.attempts("fetch").toString(),
                plan.attempts("ask").toString(),
                stack.requester().get("/v1/plans/" + plan.id()).text(),
                decodedHistory(plan)))
        .allSatisfy(text -> assertThat(text).isNotEmpty().doesNotContain(CANARY));
    assertThat(stack.owner().get("/v1/credentials/erp-token").expect(200).text())
        .contains("lastUsedAt")
        .doesNotContain(CANARY);
    assertThat(DiskScan.of(List.of(stack.state())).find(List.of(CANARY))).isEmpty();
  }

  private static Fault echo() {
    return Fault.answer().withBody("{\"shown\": \"Bearer " + CANARY + "\"}");
  }

  private String decodedHistory(PlanRun plan) {
    String history =
        stack.temporal("workflow", "show", "--workflow-id", plan.workflow(), "--output", "json");
    List<JsonNode> payloads = Payloads.in(Door.JSON.readTree(history));
    String body = Door.JSON.writeValueAsString(Map.of("payloads", payloads));
    JsonNode decoded = stack.requester().post("/codec/decode", body).expect(200).json();
    StringBuilder clear = new StringBuilder();
    Payloads.in(decoded).forEach(payload -> clear.append(Payloads.clear(payload, "data")));
    assertThat(clear).contains("secured");
    return clear.toString();
  }

  @Test
  void doesWithoutItsToolWhereItsTenantHasNoCredential() {
    tool("unready", "not-there");
    agent("unready-clerk", "unready");
    stack.providers().script(Match.model(MODEL), Fault.answer("I cannot look that up."));

    PlanRun plan =
        stack
            .requester()
            .submit(
                """
                name: unready
                steps:
                  - { id: ask, kind: agent, agent: unready-clerk, prompt: What do they owe?, route: ["openai/%s"] }
                  - { id: fetch, kind: tool, tool: unready, arguments: {}, dependsOn: [ask] }
                """
                    .formatted(MODEL));

    plan.await("FAILED");
    assertThat(plan.step("ask").path("state").asString()).isEqualTo("COMPLETED");
    assertThat(asked()).doesNotContain("unready\"");
    assertThat(plan.step("fetch").path("message").asString())
        .contains("./cadre credential add not-there");
    assertThat(calls("/erp/unready")).isEmpty();
  }

  /** Whoever asks is told what the worker found: here, that it may not go there. */
  @Test
  void triesACredentialWhereTheToolsRun() {
    credential(
        "oauth-of-test",
        "oauth2",
        "{\"tokenUrl\": \"https://169.254.169.254/token\", \"clientId\": \"cadre\", \"clientSecret\": \"%s\"}"
            .formatted(CANARY));

    Door.Reply answer = stack.owner().post("/v1/credentials/oauth-of-test:test", "").expect(200);

    assertThat(answer.json().path("passed").asBoolean(true)).isFalse();
    assertThat(answer.json().path("message").asString()).contains("not a public one");
    JsonNode kept = stack.owner().get("/v1/credentials/oauth-of-test").expect(200).json();
    assertThat(kept.path("test")).isEqualTo(answer.json());
    assertThat(kept.path("testedAt").asString()).isNotEmpty();
    assertThat(answer.text() + kept).doesNotContain(CANARY);
  }

  private List<SeenCall> calls(String path) {
    return stack.providers().ledger().stream()
        .filter(call -> call.path().startsWith(path))
        .toList();
  }

  /** What the model was last told. */
  private String asked() {
    return stack.providers().ledger().stream()
        .filter(call -> MODEL.equals(call.model()))
        .reduce((_, last) -> last)
        .map(call -> Objects.requireNonNull(call.body()))
        .orElseThrow();
  }
}
