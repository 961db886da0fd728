package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.access.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Models, their prices by date, and what a tenant's own key lets it call. */
class ModelsIT {

  private static final String JSON = "application/json";

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  private final String path = "/v1/models/openai/gpt-" + UUID.randomUUID();

  @BeforeAll
  static void aWorkerCallsTheLocalModelAndSpeaksAnthropic() {
    api.withWorker();
  }

  private HttpResponse<String> put(String body) {
    return api.send(
        api.request(path, OWNER)
            .header("Content-Type", JSON)
            .PUT(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> price(String body) {
    return api.post(path + "/prices", OWNER, JSON, body);
  }

  private static final String MODEL =
      "{\"contextWindow\": 1000, \"tier\": \"mid\", \"capabilities\": [\"chat\"]}";

  @Test
  void showsAllPricesWithTheirDatesAndWhichOneIsInForce() {
    assertThat(put(MODEL).statusCode()).isEqualTo(200);
    assertThat(tree(api.get(path, REQUESTER)).path("prices").size()).isZero();
    String tomorrow = Instant.now().plus(1, ChronoUnit.DAYS).toString();
    price(
        "{\"from\": \"2026-01-01\", \"inputUsdPerMillion\": \"1.5\", \"outputUsdPerMillion\": \"2\"}");
    HttpResponse<String> later =
        price("{\"from\": \"" + tomorrow + "\", \"inputUsdPerMillion\": \"3\"}");
    assertThat(later.statusCode()).isEqualTo(201);

    JsonNode prices = tree(api.get(path, REQUESTER)).path("prices");
    assertThat(prices.size()).isEqualTo(2);
    assertThat(prices.path(0).path("inForce").asBoolean(false)).isTrue();
    assertThat(prices.path(0).path("inputUsdPerMillion").asString("")).isEqualTo("1.5");
    assertThat(prices.path(0).path("by").asString("")).isEqualTo("owner");
    assertThat(prices.path(1).path("inForce").asBoolean(true)).isFalse();
    assertThat(prices.path(1).path("outputUsdPerMillion").asString("unknown")).isEqualTo("unknown");
    assertThat(tree(price("{\"from\": \"2026-01-01\"}")).path("code").asString(""))
        .isEqualTo("PRICE_STANDS");

    String object = path.substring("/v1/models/".length());
    JsonNode log = tree(api.get("/v1/audit?object=" + object, OWNER)).path("items");
    assertThat(log.valueStream().map(entry -> entry.path("action").asString("")))
        .containsExactlyInAnyOrder("model.put", "model.price", "model.price");
  }

  @Test
  void letsAPlanNameAModelOnceItsPriceIsKnown() {
    put(MODEL);
    String target = path.substring("/v1/models/".length());
    assertThat(why(target))
        .contains("cadre.providers.openai.api-key")
        .contains("/v1/tenant/models");
    assertThat(tree(api.get("/v1/models?provider=openai", REQUESTER)).toString()).contains(target);
    assertThat(
            api.post(
                    "/v1/tenant/models",
                    OWNER,
                    JSON,
                    "{\"name\": \"n%s\", \"provider\": \"openai\", \"model\": \"%s\", \"apiKey\": \"sk\"}"
                        .formatted(UUID.randomUUID(), target.substring(target.indexOf('/') + 1)))
                .statusCode())
        .isEqualTo(201);
  }

  private static String why(String target) {
    return tree(api.get("/v1/models?limit=200", REQUESTER))
        .path("items")
        .valueStream()
        .filter(model -> model.path("target").asString("").equals(target))
        .findFirst()
        .orElseThrow()
        .path("why")
        .toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"tier\": \"mid\"} | /contextWindow",
        "{\"contextWindow\": 10, \"tier\": \"best\"} | /tier",
        "{\"contextWindow\": 0, \"tier\": \"mid\"} | /contextWindow",
        "{\"contextWindow\": 10, \"tier\": \"mid\", \"price\": 1} | /price"
      })
  void namesWhatIsWrongWithAModel(String body, String pointer) {
    HttpResponse<String> answer = put(body);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains(pointer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"from\": \"2026-13-01\"} | /from",
        "{\"inputUsdPerMillion\": 1.5} | /inputUsdPerMillion",
        "{\"inputUsdPerMillion\": \"-1\"} | /inputUsdPerMillion"
      })
  void namesWhatIsWrongWithAPrice(String body, String pointer) {
    put(MODEL);
    HttpResponse<String> answer = price(body);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains(pointer);
  }

  @Test
  void isForThoseWhoManageTheCatalogue() {
    put(MODEL);
    assertThat(api.post(path + "/prices", REQUESTER, JSON, "{}").statusCode()).isEqualTo(403);
    assertThat(api.post("/v1/models/openai/none/prices", OWNER, JSON, "{}").statusCode())
        .isEqualTo(404);
    assertThat(api.get("/v1/models/openai/none", OWNER).statusCode()).isEqualTo(404);
  }

  /** No worker holds a key of Anthropic's; one speaks its dialect. */
  @Test
  void letsATenantCallWhatItsOwnKeyReaches() {
    People people = People.ofNewTenant(api, UUID.randomUUID() + ".example");
    String member = people.keys.get(Role.MEMBER);
    assertThat(problems(member, "anthropic/claude-haiku-4-5")).isNotEmpty();
    assertThat(
            api.post(
                    "/v1/tenant/models",
                    people.owner,
                    JSON,
                    "{\"name\": \"own\", \"provider\": \"anthropic\", \"model\": \"claude-haiku-4-5\","
                        + " \"apiKey\": \"sk-own\"}")
                .statusCode())
        .isEqualTo(201);
    assertThat(problems(member, "anthropic/claude-haiku-4-5")).isEmpty();
    assertThat(problems(member, "anthropic/claude-opus-5")).isNotEmpty();
    assertThat(problems(REQUESTER, "anthropic/claude-haiku-4-5")).isNotEmpty();
    JsonNode models = tree(api.get("/v1/models?provider=anthropic&callable=true", member));
    assertThat(models.path("items").valueStream().map(m -> m.path("target").asString("")))
        .containsExactly("anthropic/claude-haiku-4-5");
  }

  private static String problems(String token, String target) {
    JsonNode answer =
        tree(
            api.post(
                "/v1/plans:validate",
                token,
                JSON,
                "{\"name\": \"p\", \"steps\": [{\"id\": \"a\", \"kind\": \"agent\", \"agent\":"
                    + " \"copywriter\", \"prompt\": \"x\", \"route\": [\""
                    + target
                    + "\"]}]}"));
    return answer.path("problems").isEmpty() ? "" : answer.path("problems").toString();
  }
}
