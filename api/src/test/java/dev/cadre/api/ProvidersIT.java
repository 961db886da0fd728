package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Providers as who operates the installation sees and limits them. */
class ProvidersIT {

  private static final String JSON = "application/json";

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  @BeforeAll
  static void aWorkerCallsTheLocalModelAndSpeaksAnthropic() {
    api.withWorker();
  }

  private static JsonNode provider(String name) {
    return tree(api.get("/v1/providers", OWNER))
        .path("items")
        .valueStream()
        .filter(item -> item.path("name").asString("").equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static HttpResponse<String> limit(String provider, String body) {
    return api.send(
        api.request("/v1/providers/" + provider + "/limit", OWNER)
            .header("Content-Type", JSON)
            .PUT(HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  void saysWhatCanBeCalledAndByWhom() {
    assertThat(provider("local").path("callable").asBoolean(false)).isTrue();
    assertThat(provider("anthropic").path("callable").asBoolean(true)).isFalse();
    assertThat(provider("anthropic").path("ownKeys").asBoolean(false)).isTrue();
    assertThat(provider("cohere").path("dialect").asString("")).isEqualTo("openai");
    assertThat(provider("cohere").path("lastTest").isNull()).isTrue();
    assertThat(api.get("/v1/providers", REQUESTER).statusCode()).isEqualTo(403);
  }

  @Test
  void limitsWhatAMonthMayCost() {
    assertThat(limit("mistral", "{\"usd\": \"12.50\"}").statusCode()).isEqualTo(200);
    assertThat(provider("mistral").path("monthlyLimitUsd").asString("")).isEqualTo("12.5");
    assertThat(provider("mistral").path("spentUsd").asString("")).isEqualTo("0");
    assertThat(limit("mistral", "{\"usd\": -1}").statusCode()).isEqualTo(422);
    assertThat(limit("mistral", "{}").body()).contains("`usd` is missing");
    assertThat(limit("nobody", "{\"usd\": \"1\"}").statusCode()).isEqualTo(404);
    assertThat(
            tree(api.get("/v1/audit?object=mistral", OWNER))
                .path("items")
                .path(0)
                .path("action")
                .asString(""))
        .isEqualTo("provider.limit");
    api.send(api.request("/v1/providers/mistral/limit", OWNER).DELETE());
    assertThat(provider("mistral").path("monthlyLimitUsd").isNull()).isTrue();
  }

  @Test
  void testsByAPlanAndOnlyWhatCanBeCalled() {
    HttpResponse<String> refused = api.post("/v1/providers/cohere:test", OWNER, JSON, "");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("cadre.providers.cohere.api-key");
    HttpResponse<String> begun = api.post("/v1/providers/local:test", OWNER, JSON, "");
    assertThat(begun.statusCode()).isEqualTo(202);
    JsonNode test = provider("local").path("lastTest");
    assertThat(test.path("plan").asString("")).isEqualTo(tree(begun).path("id").asString("?"));
    assertThat(test.path("outcome").asString("")).isEqualTo("RUNNING");
    assertThat(test.path("by").asString("")).isEqualTo("owner");
    assertThat(api.post("/v1/providers/nobody:test", OWNER, JSON, "").statusCode()).isEqualTo(404);
  }
}
