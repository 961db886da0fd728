package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What tools lack, wherever somebody looks: at the tool, its agents, and plans that name it. */
class ToolNeedsIT {

  private static final String JSON = "application/json";

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  private final String credential = fresh();
  private final String tool = fresh();
  private final String agent = fresh();

  private static String fresh() {
    return "n-" + UUID.randomUUID().toString().substring(0, 18);
  }

  @BeforeAll
  static void aWorkerHasBaseTypes() {
    api.withWorker();
    api.sql(
        """
        insert into tool_type select name, 1, config, config, now(), missing from (select '{
          "type": "object", "additionalProperties": false,
          "properties": {
            "url": {"type": "string"},
            "credential": {"type": "string", "x-credential": ["api_key", "bearer"]},
            "collection": {"type": "string", "x-collection": true},
            "languages": {}}}'::jsonb as config) as one,
          (values ('HTTP_GET', null), ('RAG', null), ('OCR', 'Tesseract is not installed.'))
            as types (name, missing)\
        """);
  }

  @BeforeEach
  void aToolAndItsAgent() {
    post(
        "/v1/tools",
        """
        {"name": "%s", "type": "HTTP_GET", "description": "What a customer owes.",
         "config": {"url": "https://erp.example/debt", "credential": "%s"}, "idempotent": true}\
        """
            .formatted(tool, credential));
    post(
        "/v1/agents",
        """
        {"name": "%s", "title": "Clerk", "department": "finance", "capabilities": ["debt"],
         "description": "Says what customers owe.", "route": ["local"], "tools": ["%s"],
         "instructions": "You say what customers owe, by your tools alone."}\
        """
            .formatted(agent, tool));
  }

  private static void post(String path, String body) {
    HttpResponse<String> answer = api.post(path, OWNER, JSON, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private void holds(String kind, String fields) {
    post(
        "/v1/credentials",
        "{\"name\": \"%s\", \"kind\": \"%s\", \"fields\": %s}".formatted(credential, kind, fields));
  }

  private String plan() {
    return """
    {"name": "p", "steps": [{"id": "ask", "kind": "tool", "tool": "%s", "arguments": {}}]}\
    """
        .formatted(tool);
  }

  private static String whyOf(String name) {
    List<JsonNode> why =
        tree(api.get("/v1/tools/" + name, REQUESTER))
            .path("tool")
            .path("why")
            .valueStream()
            .toList();
    return why.isEmpty() ? "" : why.getFirst().asString();
  }

  @Test
  void saysOfAToolWhichCredentialItsTenantLacks() {
    assertThat(whyOf(tool)).contains("credential add " + credential, "bearer");

    holds("telegram", "{\"botToken\": \"1:a\", \"allowedUserIds\": [1]}");
    assertThat(whyOf(tool)).contains("is of the kind telegram");

    String version =
        tree(api.get("/v1/credentials/" + credential, OWNER)).path("version").asString();
    HttpRequest.BodyPublisher body =
        HttpRequest.BodyPublishers.ofString(
            "{\"kind\": \"bearer\", \"fields\": {\"token\": \"t\"}}");
    api.send(
        api.request("/v1/credentials/" + credential, OWNER)
            .header("Content-Type", JSON)
            .header("If-Match", '"' + version + '"')
            .PUT(body));
    assertThat(whyOf(tool)).isEmpty();
  }

  @Test
  void saysOfAnAgentWhichIntegrationsItHas() {
    JsonNode lacking = tree(api.get("/v1/agents/" + agent, REQUESTER));
    assertThat(lacking.path("agent").path("usable").asBoolean()).isTrue();
    assertThat(lacking.path("toolStates").path(0).path("why").asString()).contains(credential);
    assertThat(lacking.path("integrations").path(0).path("credential").asString())
        .isEqualTo(credential);
    assertThat(lacking.path("integrations").path(0).path("held").asBoolean()).isFalse();

    holds("bearer", "{\"token\": \"t\"}");
    JsonNode whole = tree(api.get("/v1/agents/" + agent, REQUESTER));
    assertThat(whole.path("toolStates").path(0).path("why").isNull()).isTrue();
    assertThat(whole.path("integrations").path(0).path("held").asBoolean()).isTrue();
  }

  @Test
  void warnsOfAPlanWhoseToolCannotWork() {
    JsonNode verdict = tree(api.post("/v1/plans:validate", REQUESTER, JSON, plan()));
    assertThat(verdict.path("valid").asBoolean()).isTrue();
    JsonNode warning = verdict.path("warnings").path(0);
    assertThat(warning.path("code").asString()).isEqualTo("TOOL_NOT_READY");
    assertThat(warning.path("pointer").asString()).isEqualTo("/steps/0");
    JsonNode tried =
        tree(api.post("/v1/plans:dry-run", REQUESTER, JSON, "{\"plan\": " + plan() + "}"));
    assertThat(tried.path("status").asString()).isEqualTo("COMPLETED");
    assertThat(tried.path("warnings").path(0).path("message").asString()).contains(credential);
    JsonNode submitted = tree(api.post("/v1/plans", REQUESTER, JSON, plan()));
    assertThat(submitted.path("warnings").path(0).path("code").asString())
        .isEqualTo("TOOL_NOT_READY");

    holds("bearer", "{\"token\": \"t\"}");
    assertThat(
            tree(api.post("/v1/plans:validate", REQUESTER, JSON, plan())).path("warnings").size())
        .isZero();
  }

  @Test
  void saysWhatTheToolsThatShipLack() {
    assertThat(whyOf("knowledge-search")).contains("./cadre document make knowledge");
    assertThat(whyOf("read-scan")).isEqualTo("Tesseract is not installed.");
    assertThat(whyOf("fetch-page")).isEmpty();

    post("/v1/collections", "{\"name\": \"knowledge\"}");
    assertThat(whyOf("knowledge-search")).isEmpty();
  }
}
