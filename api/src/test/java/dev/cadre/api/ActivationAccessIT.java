package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whose activations are whose. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActivationAccessIT {

  private static final String JSON = "application/json";

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  private String owner = "";
  private String ann = "";
  private String bob = "";
  private String watcher = "";

  @BeforeAll
  void people() {
    api.withWorker();
    owner = People.newTenant(api, "activations.test").path("adminKey").asString();
    People people = People.of(api, owner);
    ann = people.account("ann", "member");
    bob = people.account("bob", "member");
    watcher = people.account("watcher", "operator", "member");
  }

  private static String body(String name, boolean shared) {
    return "{\"agent\": \"summarizer\", \"name\": \"%s\", \"shared\": %s}".formatted(name, shared);
  }

  private static HttpResponse<String> patch(String name, String key) {
    return api.send(
        api.request("/v1/activations/" + name, key)
            .header("Content-Type", JSON)
            .header("If-Match", "\"1\"")
            .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"monthlyLimitUsd\": \"1\"}")));
  }

  @Test
  void letsNobodyButItsOwnerAndAdminsChangeIt() {
    assertThat(api.post("/v1/activations", ann, JSON, body("anna", false)).statusCode())
        .isEqualTo(201);
    assertThat(patch("anna", bob).statusCode()).as("not even seen").isEqualTo(404);
    assertThat(api.get("/v1/activations/anna", watcher).statusCode()).isEqualTo(200);
    assertThat(patch("anna", watcher).statusCode()).isEqualTo(403);
    assertThat(api.post("/v1/activations/anna:deactivate", watcher, JSON, "").statusCode())
        .isEqualTo(403);
    assertThat(patch("anna", ann).statusCode()).isEqualTo(200);
    assertThat(api.post("/v1/activations/anna:deactivate", owner, JSON, "").statusCode())
        .isEqualTo(200);
  }

  @Test
  void letsAdminsAloneSetUpWhatTheTenantShares() {
    assertThat(api.post("/v1/activations", ann, JSON, body("ours", true)).statusCode())
        .isEqualTo(403);
    HttpResponse<String> nameless =
        api.post("/v1/activations", ann, JSON, body("summarizer", false));
    assertThat(nameless.statusCode()).isEqualTo(422);
    assertThat(tree(nameless).path("problems").get(0).path("pointer").asString())
        .isEqualTo("/name");
    assertThat(api.post("/v1/activations/summarizer:deactivate", ann, JSON, "").statusCode())
        .isEqualTo(403);
    assertThat(api.post("/v1/activations", owner, JSON, body("ours", true)).statusCode())
        .isEqualTo(201);
    assertThat(api.get("/v1/activations/ours", OWNER).statusCode())
        .as("another tenant's")
        .isEqualTo(404);
  }
}
