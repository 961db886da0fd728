package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What comes into the catalogue from outside: tools by their base types, and whole documents. */
class CatalogueImportIT {

  private static final String JSON = "application/json";

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  @BeforeAll
  static void aWorkerPublishesItsTypes() {
    api.withWorker();
    api.sql(
        """
        insert into tool_type values ('HTTP_GET', 1,
          '{"type": "object", "properties": {"url": {"type": "string"}}, "additionalProperties": false}',
          '{"type": "object", "properties": {"url": {"type": "string"}}, "required": ["url"],
            "additionalProperties": false}', now())\
        """);
  }

  static String agent(String name, String more) {
    return """
    {"name": "%s", "title": "Taster", "department": "tea", "capabilities": ["tea-tasting"],
     "description": "Tastes tea and says what it is.",
     "instructions": "You taste tea and say what it is like."%s}\
    """
        .formatted(name, more);
  }

  static String fresh() {
    return "t" + UUID.randomUUID().toString().substring(0, 18);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"url\": \"https://x.example/{a}\" | true | HTTP_GET | ",
        " | false | HTTP_GET | ",
        " | true | HTTP_GET | /config",
        "\"uri\": \"https://x.example\" | false | HTTP_GET | /config",
        " | false | FTP_GET | /type"
      })
  void checksAToolByItsBaseType(String config, String offered, String type, String pointer) {
    HttpResponse<String> answer =
        api.post(
            "/v1/tools",
            OWNER,
            JSON,
            "{\"name\": \""
                + fresh()
                + "\", \"type\": \""
                + type
                + "\", \"description\": \"Does a thing.\", \"offered\": "
                + offered
                + ", \"config\": {"
                + (config == null ? "" : config)
                + "}}");
    if (pointer == null) {
      assertThat(answer.statusCode()).isEqualTo(201);
    } else {
      assertThat(tree(answer).path("problems").path(0).path("pointer").asString())
          .isEqualTo(pointer);
    }
  }

  @Test
  void bringsWhatItExportsWithoutAChange() {
    String document = api.get("/v1/catalogue", OWNER).body();
    // Only HTTP_GET is published here, and what ships has other types too.
    JsonNode agents = tree(api.get("/v1/catalogue", OWNER)).path("agents");
    JsonNode same =
        tree(api.post("/v1/catalogue:import", OWNER, JSON, "{\"agents\": " + agents + "}"));
    assertThat(same.path("changed").size() + same.path("added").size()).isZero();
    assertThat(same.path("same").asInt()).isEqualTo(agents.size());
    assertThat(document).contains("core-orchestrator");

    String name = fresh();
    String two =
        "{\"agents\": ["
            + agent(name, "")
            + ", "
            + agent(name + "b", ", \"reportsTo\": \"" + name + "\"")
            + "]}";
    JsonNode dry = tree(api.post("/v1/catalogue:import?dryRun=true", OWNER, JSON, two));
    assertThat(dry.path("added").size()).isEqualTo(2);
    assertThat(api.get("/v1/agents/" + name, OWNER).statusCode()).isEqualTo(404);
    JsonNode done = tree(api.post("/v1/catalogue:import", OWNER, JSON, two));
    assertThat(done.path("added").size()).isEqualTo(2);
    assertThat(api.get("/v1/agents/" + name, OWNER).statusCode()).isEqualTo(200);
  }

  @Test
  void bringsNothingWhereOneIsWrong() {
    String name = fresh();
    HttpResponse<String> answer =
        api.post(
            "/v1/catalogue:import",
            OWNER,
            JSON,
            "{\"agents\": ["
                + agent(name, "")
                + ", "
                + agent("ok-name", ", \"quality\": 7, \"reportsTo\": \"nobody-at-all\"")
                + "]}");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(
            tree(answer)
                .path("problems")
                .valueStream()
                .map(problem -> problem.path("pointer").asString()))
        .containsExactlyInAnyOrder("/agents/1/quality", "/agents/1/reportsTo");
    assertThat(api.get("/v1/agents/" + name, OWNER).statusCode()).isEqualTo(404);
  }
}
