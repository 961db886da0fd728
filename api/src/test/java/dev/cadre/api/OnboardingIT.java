package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Making tenants, and what one that was made can set. */
class OnboardingIT {

  private static final String JSON = "application/json";

  private static final String NEW =
      """
      {"name": "NewCorp", "domain": "%s", "region": "eu", "timeZone": "Europe/Paris",
       "planTier": "enterprise", "monthlyBudgetUsd": "250.00",
       "admin": {"name": "ines", "roles": ["owner"], "email": "ines@newcorp.example"},
       "agents": ["copywriter"], "tools": ["echo"],
       "models": [
         {"name": "fast", "provider": "openai", "apiKey": "%s"},
         {"name": "best", "provider": "anthropic", "apiKey": "sk-2", "isDefault": true,
          "requestsPerMinute": 10, "tokensPerMinute": 5000}]%s}\
      """;

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  private final String domain = UUID.randomUUID() + ".example";

  private HttpResponse<String> onboard(String key, String more) {
    return api.post("/v1/tenants", OWNER, JSON, NEW.formatted(domain, key, more));
  }

  private static String code(HttpResponse<String> answer) {
    return tree(answer).path("code").asString();
  }

  @Test
  void makesATenantWithAllThatItBeginsWith() {
    JsonNode made = People.made(onboard("sk-marked-key", ""));
    String admin = made.path("adminKey").asString();

    JsonNode tenant = tree(api.get("/v1/tenant", admin));
    assertThat(tenant.path("domain").asString()).isEqualTo(domain);
    assertThat(tenant.path("status").asString()).isEqualTo("ACTIVE");
    assertThat(tenant.path("monthlyBudget").path("amount").asString()).isEqualTo("250.00");
    assertThat(tree(api.get("/v1/me", admin)).path("name").asString()).isEqualTo("ines");
    JsonNode models = tree(api.get("/v1/tenant/models", admin)).path("items");
    assertThat(models.valueStream().map(m -> m.path("name").asString() + m.path("isDefault")))
        .containsExactly("besttrue", "fastfalse");
    assertThat(models.get(1).path("rpm").asInt()).isEqualTo(60);
    assertThat(models.get(1).path("tpm").asInt()).isEqualTo(10_000);
    assertThat(models.toString()).doesNotContain("sk-");
    assertThat(api.postgres.read("select string_agg(m::text, ' ') from model_configuration m"))
        .doesNotContain("sk-marked-key");
    assertThat(tree(api.get("/v1/agents", admin)).path("items").size()).isEqualTo(1);
    assertThat(tree(api.get("/v1/tools", admin)).path("items").size()).isEqualTo(1);
  }

  @Test
  void leavesNothingOfATenantThatFailsHalfWay() {
    People.made(onboard("sk-1", ""));
    String before = rows();
    // The domain is taken, which is known in the transaction only.
    HttpResponse<String> again = onboard("sk-1", "");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(code(again)).isEqualTo("DOMAIN_TAKEN");
    // The last thing that is written fails.
    api.sql(
        "alter table api_key add constraint broken check (label <> 'made with the tenant') not valid");
    try {
      HttpResponse<String> broken =
          api.post("/v1/tenants", OWNER, JSON, NEW.formatted("b" + domain, "sk-1", ""));
      assertThat(broken.statusCode()).isGreaterThanOrEqualTo(500);
    } finally {
      api.sql("alter table api_key drop constraint broken");
    }
    assertThat(rows()).isEqualTo(before);
  }

  private static String rows() {
    return api.postgres.read(
        """
        select (select count(*) from tenant) || ' ' || (select count(*) from account) || ' '
          || (select count(*) from model_configuration) || ' ' || (select count(*) from tenant_permit)
          || ' ' || (select count(*) from keys.crypto_scope) || ' ' || (select count(*) from api_key)\
        """);
  }

  @Test
  void tellsEveryFaultOfAnOrderAtOnce() {
    HttpResponse<String> answer =
        api.post(
            "/v1/tenants",
            OWNER,
            JSON,
            """
            {"name": "x", "domain": "Not A Domain", "timeZone": "Mars/Base", "agents": ["nobody"],
             "admin": {"name": "A", "roles": ["member"]},
             "models": [{"name": "m", "provider": "acme", "apiKey": ""}], "status": "ACTIVE"}\
            """);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(tree(answer).path("problems").valueStream().map(p -> p.path("pointer").asString()))
        .contains(
            "/domain",
            "/timeZone",
            "/agents",
            "/admin/name",
            "/admin/roles",
            "/models/0/provider",
            "/models/0/apiKey",
            "/status");
  }

  @Test
  void keepsOneDefaultModel() {
    String admin = People.made(onboard("sk-1", "")).path("adminKey").asString();
    HttpResponse<String> inUse = api.send(api.request("/v1/tenant/models/best", admin).DELETE());
    assertThat(code(inUse)).isEqualTo("DEFAULT_NEEDED");
    assertThat(api.post("/v1/tenant/models/fast:make-default", admin, JSON, "").statusCode())
        .isEqualTo(200);
    assertThat(api.send(api.request("/v1/tenant/models/best", admin).DELETE()).statusCode())
        .isEqualTo(200);
    assertThat(
            code(
                api.post(
                    "/v1/tenant/models",
                    admin,
                    JSON,
                    "{\"name\": \"fast\", \"provider\": \"openai\", \"apiKey\": \"k\"}")))
        .isEqualTo("NAME_TAKEN");
    assertThat(tree(api.get("/v1/tenant/models", admin)).path("items").size()).isEqualTo(1);
  }

  @Test
  void editsATenantsSettingsOneAfterTheOther() {
    String admin = People.made(onboard("sk-1", "")).path("adminKey").asString();
    String tag = api.get("/v1/tenant", admin).headers().firstValue("ETag").orElseThrow();
    assertThat(patched(admin, tag, "{\"timeZone\": \"Asia/Tokyo\"}").statusCode()).isEqualTo(200);
    assertThat(code(patched(admin, tag, "{\"name\": \"Late\"}"))).isEqualTo("VERSION_CONFLICT");
    assertThat(
            patched(admin, "\"9\"", "{\"domain\": \"mine.example\", \"planTier\": \"free\"}")
                .body())
        .contains("UNKNOWN_FIELD", "/domain", "/planTier");
    assertThat(api.get("/v1/tenant", admin).body()).contains("Asia/Tokyo").contains("NewCorp");
  }

  private static HttpResponse<String> patched(String token, String tag, String body) {
    return api.send(
        api.request("/v1/tenant", token)
            .header("Content-Type", JSON)
            .header("If-Match", tag)
            .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
  }
}
