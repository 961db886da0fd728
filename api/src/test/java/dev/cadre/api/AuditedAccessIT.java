package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.access.ApiKey;
import dev.cadre.workflows.access.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Each change of who may do what, each denial and each sign-in has its one entry. */
class AuditedAccessIT {

  private static final String JSON = "application/json";
  private static final String GOOD = "six tall herons near a barn";

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  private final String domain = UUID.randomUUID() + ".example";
  private String owner = "";
  private String tenant = "";

  @BeforeEach
  void aTenantOfItsOwn() {
    JsonNode made = People.newTenant(api, domain);
    owner = made.path("adminKey").asString();
    tenant = made.path("tenant").path("id").asString();
  }

  private JsonNode post(String path, String body) {
    HttpResponse<String> answer = api.post(path, owner, JSON, body);
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isLessThan(300);
    return answer.body().isBlank() ? RunningApi.JSON.createObjectNode() : tree(answer);
  }

  private void change(String path, String method, String body) {
    HttpResponse<String> answer =
        api.send(
            api.request(path, owner)
                .header("Content-Type", JSON)
                .header("If-Match", "\"1\"")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** Oldest first: action, object, outcome. */
  private List<String> told() {
    return tree(api.get("/v1/audit?limit=200", owner))
        .path("items")
        .valueStream()
        .map(e ->
            e.path("action").asString()
                + " "
                + e.path("outcome").asString()
                + " by "
                + e.path("actor").asString())
        .toList()
        .reversed();
  }

  @Test
  void tellsOfAccountsKeysAndSettings() {
    post("/v1/accounts", "{\"name\": \"ann\", \"roles\": [\"member\"]}");
    change(
        "/v1/accounts/ann",
        "PATCH",
        "{\"roles\": [\"operator\"], \"email\": \"ann@mail.example\"}");
    post("/v1/accounts/ann:set-password", "{\"password\": \"%s\"}".formatted(GOOD));
    String key = post("/v1/accounts/ann/keys", "{\"label\": \"x\"}").path("secret").asString();
    String id = ApiKey.read(key).orElseThrow().id().toString();
    post("/v1/keys/" + id + ":rotate", "{}");
    post("/v1/keys/" + id + ":revoke", "");
    change("/v1/tenant", "PATCH", "{\"timeZone\": \"Asia/Tokyo\"}");
    change("/v1/tenant/permits", "PUT", "{\"agents\": [\"copywriter\"]}");
    for (String model : List.of("one", "two")) {
      post(
          "/v1/tenant/models",
          "{\"name\": \"%s\", \"provider\": \"openai\", \"apiKey\": \"sk-1\"}".formatted(model));
    }
    post("/v1/tenant/models/two:make-default", "");
    change("/v1/tenant/models/one", "DELETE", "");
    api.post("/v1/tenants/" + tenant + ":close", OWNER, JSON, "");
    assertThat(told())
        .containsExactly(
            "tenant.create DONE by operator:owner",
            "account.create DONE by boss",
            "account.change DONE by boss",
            "account.password DONE by boss",
            "key.create DONE by boss",
            "key.create DONE by boss",
            "key.expire DONE by boss",
            "key.revoke DONE by boss",
            "tenant.change DONE by boss",
            "tenant.permits DONE by boss",
            "model.add DONE by boss",
            "model.add DONE by boss",
            "model.default DONE by boss",
            "model.delete DONE by boss",
            "tenant.change DONE by operator:owner");
    assertThat(api.get("/v1/audit", owner).body()).doesNotContain("ann@mail.example", "sk-1", GOOD);
  }

  @Test
  void tellsOfDenialsAndOfKeysThatAreOver() {
    post("/v1/accounts", "{\"name\": \"ann\", \"roles\": [\"auditor\"]}");
    String key = post("/v1/accounts/ann/keys", "{\"label\": \"x\"}").path("secret").asString();
    api.get("/v1/plans", key);
    change("/v1/accounts/ann", "PATCH", "{\"status\": \"DISABLED\"}");
    api.get("/v1/me", key);
    post("/v1/keys/" + ApiKey.read(key).orElseThrow().id() + ":revoke", "");
    api.get("/v1/me", key);
    assertThat(told())
        .contains("access.route DENIED by ann", "access.account DENIED by ann")
        .anyMatch(line -> line.startsWith("access.key DENIED by sha256:"));
    JsonNode denied = tree(api.get("/v1/audit?action=access.route", owner)).path("items").get(0);
    assertThat(denied.path("objectId").asString()).isEqualTo("GET:/v1/plans");
    assertThat(denied.path("data").path("permission").asString()).isEqualTo("plan:read");
    assertThat(denied.path("source").asString()).matches("[0-9a-f]{64}");
  }

  @Test
  void tellsOfSignIns() {
    post(
        "/v1/accounts",
        "{\"name\": \"ann\", \"roles\": [\"member\"], \"password\": \"%s\"}".formatted(GOOD));
    signIn(domain, "ann", GOOD.replace(' ', '+'));
    signIn(domain, "ann", "wrong");
    signIn(domain, "nobody", "wrong");
    signIn(domain, "nobody@mail.example", "wrong");
    String link = post("/v1/sign-in-links", "").path("url").asString();
    api.get("/sign-in" + link.replaceFirst(".*(?=\\?)", ""), null);
    assertThat(told())
        .contains("sign_in.password DONE by ann", "sign_in.link DONE by boss")
        .filteredOn(line -> line.startsWith("sign_in.failed DENIED by sha256:"))
        .hasSize(2);
    assertThat(api.get("/v1/audit", owner).body()).doesNotContain("nobody@mail.example");
    assertThat(tree(api.get("/v1/accounts/ann", owner)).path("lastLoginAt").isString()).isTrue();

    signIn("nowhere.example", "ann", "wrong");
    assertThat(tree(api.get("/v1/audit?action=sign_in.failed", OWNER)).path("items").size())
        .isPositive();
  }

  private static void signIn(String domain, String name, String password) {
    api.post(
        "/sign-in",
        null,
        "application/x-www-form-urlencoded",
        "tenant=%s&name=%s&password=%s".formatted(domain, name, password));
  }

  @Test
  void tellsOfWhoReadsWhatIsSensitive() {
    String auditor = People.of(api, owner).keys.get(Role.AUDITOR);
    api.get("/v1/audit/export", auditor);
    api.post("/v1/audit:verify", auditor, JSON, "");
    api.post("/codec/decode", owner, JSON, "{\"payloads\": []}");
    assertThat(told())
        .contains(
            "audit.export DONE by a-auditor",
            "audit.verify DONE by a-auditor",
            "payload.decode DONE by boss");
  }

  @Test
  void leavesTheChainWhole() {
    People.of(api, owner);
    JsonNode report = tree(api.post("/v1/audit:verify", owner, JSON, ""));
    assertThat(report.path("ok").asBoolean()).as(report.toString()).isTrue();
    assertThat(report.path("entries").asInt()).isGreaterThan(14);
  }
}
