package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.access.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Looking around in the catalogue, and changing it. */
class CatalogueIT {

  private static final String JSON = "application/json";

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  @BeforeAll
  static void aWorkerCallsTheLocalModel() {
    api.withWorker();
  }

  private static HttpResponse<String> put(String path, String version, String body) {
    HttpRequest.Builder request = api.request(path, OWNER).header("Content-Type", JSON);
    if (!version.isEmpty()) {
      request.header("If-Match", '"' + version + '"');
    }
    return api.send(request.PUT(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static List<String> names(String query) {
    return tree(api.get(query, REQUESTER))
        .path("items")
        .valueStream()
        .map(item -> item.path("name").asString())
        .toList();
  }

  @Test
  void showsTheRosterPageByPage() {
    List<String> all = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = tree(api.get("/v1/agents?limit=60&cursor=" + cursor, REQUESTER));
      page.path("items").forEach(agent -> all.add(agent.path("name").asString()));
      cursor = page.path("next").asString("");
    } while (!cursor.isEmpty());
    assertThat(all).hasSizeGreaterThanOrEqualTo(181).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void narrowsByDepartmentLevelCapabilityAndWords() {
    assertThat(names("/v1/agents?department=creative&limit=200")).hasSize(36);
    assertThat(names("/v1/agents?level=1&limit=200")).hasSize(18).contains("sales-director");
    assertThat(names("/v1/agents?department=finance&level=1")).containsExactly("finance-director");
    assertThat(names("/v1/agents?q=SHIPMENT")).contains("shipment-agent");
    String capability =
        tree(api.get("/v1/agents/copywriter", REQUESTER))
            .path("agent")
            .path("capabilities")
            .path(0)
            .asString();
    assertThat(names("/v1/agents?capability=" + capability)).contains("copywriter");
    assertThat(tree(api.get("/v1/agents?level=high", REQUESTER)).path("code").asString())
        .isEqualTo("INVALID_PARAMETER");
  }

  @Test
  void saysWhyAnAgentMayNotBeUsed() {
    String name = CatalogueImportIT.fresh();
    api.post(
        "/v1/agents",
        OWNER,
        JSON,
        CatalogueImportIT.agent(name, ", \"route\": [\"cohere\"], \"tools\": [\"no-such\"]"));

    JsonNode detail = tree(api.get("/v1/agents/" + name, REQUESTER));
    assertThat(detail.path("agent").path("usable").asBoolean()).isFalse();
    assertThat(detail.path("agent").path("why").path(0).asString())
        .contains("cadre.providers.cohere.api-key");
    assertThat(detail.path("toolStates").path(0).path("why").asString()).contains("not set up");
    assertThat(names("/v1/agents?usable=true&limit=200")).doesNotContain(name);

    People people = People.ofNewTenant(api, UUID.randomUUID() + ".example");
    permit(people.owner, "{\"agents\": [\"copywriter\"]}");
    String member = people.keys.get(Role.MEMBER);
    assertThat(tree(api.get("/v1/agents", member)).path("items").size()).isEqualTo(1);
    JsonNode editor = tree(api.get("/v1/agents?all=true&q=editor", member)).path("items").path(0);
    assertThat(editor.path("why").path(0).asString()).contains("Your tenant may not use it");
  }

  private static void permit(String token, String body) {
    HttpRequest.Builder request =
        api.request("/v1/tenant/permits", token).header("Content-Type", JSON);
    assertThat(api.send(request.PUT(HttpRequest.BodyPublishers.ofString(body))).statusCode())
        .isEqualTo(200);
  }

  @Test
  void keepsEveryVersionAndLosesNobodysChange() {
    String name = CatalogueImportIT.fresh();
    HttpResponse<String> made =
        api.post("/v1/agents", OWNER, JSON, CatalogueImportIT.agent(name, ""));
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.headers().firstValue("ETag")).contains("\"1\"");
    assertThat(code(api.post("/v1/agents", OWNER, JSON, CatalogueImportIT.agent(name, ""))))
        .isEqualTo("NAME_TAKEN");

    assertThat(code(put("/v1/agents/" + name, "", CatalogueImportIT.agent(name, ""))))
        .isEqualTo("IF_MATCH_REQUIRED");
    assertThat(
            put("/v1/agents/" + name, "1", CatalogueImportIT.agent(name, ", \"temperature\": 0.9"))
                .statusCode())
        .isEqualTo(200);
    assertThat(code(put("/v1/agents/" + name, "1", CatalogueImportIT.agent(name, ""))))
        .isEqualTo("VERSION_CONFLICT");

    JsonNode versions = tree(api.get("/v1/agents/" + name + "/versions", REQUESTER)).path("items");
    assertThat(versions.valueStream().map(v -> v.path("version").asInt())).containsExactly(2, 1);
    assertThat(versions.path(0).path("spec").path("temperature").asDouble()).isEqualTo(0.9);
    assertThat(versions.path(0).path("by").asString()).isEqualTo("owner");
    JsonNode log = tree(api.get("/v1/audit?object=" + name, OWNER)).path("items");
    assertThat(log.valueStream().map(entry -> entry.path("action").asString()))
        .containsExactlyInAnyOrder("agent.add", "agent.change");
  }

  @Test
  void letsNoNewPlanNameWhatIsRetired() {
    String name = CatalogueImportIT.fresh();
    api.post("/v1/agents", OWNER, JSON, CatalogueImportIT.agent(name, ""));
    String plan =
        "{\"name\": \"p\", \"steps\": [{\"id\": \"a\", \"kind\": \"agent\", \"agent\": \""
            + name
            + "\", \"prompt\": \"x\"}]}";
    assertThat(validate(plan)).isEmpty();

    api.post("/v1/agents/" + name + ":retire", OWNER, JSON, "");
    assertThat(validate(plan)).containsExactly("UNKNOWN_AGENT");
    assertThat(tree(api.get("/v1/agents/" + name, REQUESTER)).path("retired").asBoolean()).isTrue();

    api.post("/v1/agents/" + name + ":restore", OWNER, JSON, "");
    assertThat(validate(plan)).isEmpty();
  }

  private static List<String> validate(String plan) {
    return tree(api.post("/v1/plans:validate", REQUESTER, JSON, plan))
        .path("problems")
        .valueStream()
        .map(problem -> problem.path("code").asString())
        .toList();
  }

  private static String code(HttpResponse<String> answer) {
    return tree(answer).path("code").asString();
  }

  @Test
  void hasOutputFormatsAndRefusesThoseThatThereAreNot() {
    assertThat(names("/v1/formats"))
        .contains("chart_data", "markdown_table", "structured_json", "summary_text")
        .isSorted();
    JsonNode chart = tree(api.get("/v1/formats/chart_data", REQUESTER));
    assertThat(chart.path("renderer").path("type").asString()).isEqualTo("chart");
    assertThat(chart.path("schema").path("required").toString()).contains("series");
    assertThat(api.get("/v1/formats/poem", REQUESTER).statusCode()).isEqualTo(404);

    String agent =
        """
        {"name": "%s", "title": "T", "department": "test", "description": "Says something here.",
         "capabilities": ["a"], "instructions": "You say something, always.", "output": "%s"}\
        """;
    HttpResponse<String> refused =
        api.post("/v1/agents", OWNER, JSON, agent.formatted(CatalogueImportIT.fresh(), "poem"));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("output", "poem", "chart_data");
    assertThat(
            api.post(
                    "/v1/agents",
                    OWNER,
                    JSON,
                    agent.formatted(CatalogueImportIT.fresh(), "chart_data"))
                .statusCode())
        .isEqualTo(201);
    HttpResponse<String> tool =
        api.post(
            "/v1/tools",
            OWNER,
            JSON,
            "{\"name\": \"poet\", \"type\": \"ECHO\", \"format\": \"poem\","
                + " \"description\": \"Says something.\"}");
    assertThat(tool.statusCode()).isEqualTo(422);
    assertThat(tool.body()).contains("format", "markdown_table");
  }

  @Test
  void letsATenantHaveAnotherFormatOfAnAgent() {
    String path = "/v1/tenant/agents/copywriter/output";
    HttpResponse<String> refused = put(path, "", "{\"format\": \"poem\"}");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("chart_data");
    assertThat(put("/v1/tenant/agents/nobody/output", "", "{}").statusCode()).isEqualTo(404);

    assertThat(put(path, "", "{\"format\": \"structured_json\"}").statusCode()).isEqualTo(200);
    assertThat(tree(api.get("/v1/tenant/agents/outputs", OWNER)).path("items").toString())
        .isEqualTo("[{\"agent\":\"copywriter\",\"format\":\"structured_json\"}]");
    assertThat(dryRun().path("result").isObject()).isTrue();

    assertThat(put(path, "", "{}").statusCode()).isEqualTo(200);
    assertThat(tree(api.get("/v1/tenant/agents/outputs", OWNER)).path("items")).isEmpty();
    assertThat(dryRun().path("result").isString()).isTrue();
  }

  private static JsonNode dryRun() {
    return tree(
        api.post(
            "/v1/plans:dry-run",
            REQUESTER,
            JSON,
            "{\"plan\": {\"name\": \"say\", \"steps\": [{\"id\": \"say\", \"kind\": \"agent\","
                + " \"agent\": \"copywriter\", \"prompt\": \"Go\"}],"
                + " \"result\": \"{{ steps.say.output }}\"}}"));
  }
}
