package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.access.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a tenant may say of a server of its own, and what it can call then. */
class OwnAddressesIT {

  private static final String JSON = "application/json";

  @RegisterExtension
  static final RunningApi api =
      RunningApi.withoutTemporal("--cadre.models.allow=http://10.0.0.7:4000");

  private final People people = People.ofNewTenant(api, UUID.randomUUID() + ".example");

  /** It speaks the dialect of {@code openai-compatible}. */
  @BeforeAll
  static void aWorkerRuns() {
    api.withWorker();
  }

  private HttpResponse<String> add(String fields) {
    return api.post("/v1/tenant/models", people.owner, JSON, "{\"name\": \"own\", " + fields + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://models.acme.example/v1",
        "https://models.acme.example:8443",
        "http://10.0.0.7:4000/v1",
      })
  void showsTheAddressAndNeedsNoKeyThere(String address) {
    HttpResponse<String> made =
        add("\"provider\": \"openai-compatible\", \"baseUrl\": \"%s\"".formatted(address));
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(tree(made).path("baseUrl").asString("")).isEqualTo(address);
    JsonNode listed = tree(api.get("/v1/tenant/models", people.owner)).path("items").path(0);
    assertThat(listed.path("baseUrl").asString("")).isEqualTo(address);
    JsonNode log = tree(api.get("/v1/audit?action=model.add", people.owner)).path("items");
    assertThat(log.valueStream().map(entry -> entry.path("objectId").asString("")))
        .containsExactly("own");
    assertThat(log.path(0).path("data").path("baseUrl").asString("")).isEqualTo(address);
    assertThat(listed.path("tpm").asInt(0)).isEqualTo(10_000_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://models.acme.example/v1 | is not https",
        "https://10.0.0.8/v1 | http",
        "https://127.0.0.1/v1 | CADRE_MODELS_ALLOW",
        "https://[::1]/v1 | no public address",
        "https://2130706433/v1 | no public address",
        "https://169.254.169.254/v1 | no public address",
        "https://localhost/v1 | no public address",
        "https://sk-1@models.acme.example/v1 | no user",
        "https://models.acme.example/v1?key=sk-1 | query",
        "https://models.acme.example/v1#sk-1 | fragment",
        "ftp://models.acme.example/v1 | begins with https",
        "nonsense | begins with https",
        "https://models.acme.example/v1/chat/completions | Leave out",
      })
  void pointsAtAnAddressThatMayNotBeCalled(String address, String what) {
    HttpResponse<String> answer =
        add(
            "\"provider\": \"openai\", \"apiKey\": \"sk-canary\", \"baseUrl\": \"%s\""
                .formatted(address));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.headers().firstValue("content-type").orElse("")).contains("problem+json");
    JsonNode problem = tree(answer).path("problems").path(0);
    assertThat(problem.path("pointer").asString("")).isEqualTo("/baseUrl");
    assertThat(problem.path("message").asString("")).contains(what);
    assertThat(answer.body()).doesNotContain("sk-");
    assertThat(tree(api.get("/v1/tenant/models", people.owner)).path("items").size()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"provider\": \"openai-compatible\", \"apiKey\": \"sk\" | /baseUrl",
        "\"provider\": \"openai-compatible\" | /baseUrl",
        "\"provider\": \"local\", \"baseUrl\": \"https://a.example\" | /baseUrl",
        "\"provider\": \"openai\", \"baseUrl\": 7 | /baseUrl",
        "\"provider\": \"openai\", \"baseUrl\": \"\" | /baseUrl",
        "\"provider\": \"acme\", \"baseUrl\": \"https://a.example\" | /provider",
        "\"provider\": \"openai-compatible\", \"model\": \"none\", \"baseUrl\": \"https://a.example\" | /model",
        "\"provider\": \"openai\", \"baseUrl\": \"https://a.example\", \"apiKey\": \"\" | /apiKey",
      })
  void pointsAtWhatElseIsWrong(String fields, String pointer) {
    HttpResponse<String> answer = add(fields);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(tree(answer).path("problems").valueStream().map(p -> p.path("pointer").asString("")))
        .contains(pointer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"provider\": \"openai\"",
        "\"provider\": \"openai\", \"baseUrl\": null",
      })
  void needsAKeyWhereThereIsNoAddress(String fields) {
    HttpResponse<String> answer = add(fields);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("apiKey");
  }

  /** The way that docs/models.md tells. */
  @Test
  void letsATenantCallAModelThatTheOperatorHasPutAndPriced() {
    String model = "qwen-" + UUID.randomUUID();
    String path = "/v1/models/openai-compatible/" + model;
    HttpResponse<String> put =
        api.send(
            api.request(path, OWNER)
                .header("Content-Type", JSON)
                .PUT(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"contextWindow\": 32768, \"maxOutput\": 4096, \"tier\": \"cheap\"}")));
    assertThat(put.statusCode()).isEqualTo(200);
    assertThat(
            api.post(
                    path + "/prices",
                    OWNER,
                    JSON,
                    "{\"inputUsdPerMillion\": \"0\", \"outputUsdPerMillion\": \"0\"}")
                .statusCode())
        .isEqualTo(201);
    assertThat(problems(model)).contains("POST /v1/tenant/models with baseUrl");
    assertThat(
            add("\"provider\": \"openai-compatible\", \"model\": \"%s\", \"baseUrl\": \"https://models.acme.example\""
                    .formatted(model))
                .statusCode())
        .isEqualTo(201);
    assertThat(problems(model)).isEmpty();
  }

  private String problems(String model) {
    JsonNode answer =
        tree(
            api.post(
                "/v1/plans:validate",
                people.keys.get(Role.MEMBER),
                JSON,
                "{\"name\": \"p\", \"steps\": [{\"id\": \"a\", \"kind\": \"agent\", \"agent\":"
                    + " \"copywriter\", \"prompt\": \"x\", \"route\": [\"openai-compatible/"
                    + model
                    + "\"]}]}"));
    return answer.path("problems").isEmpty() ? "" : answer.path("problems").toString();
  }
}
