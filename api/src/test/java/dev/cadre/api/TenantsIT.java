package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.access.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Making tenants and running them. */
class TenantsIT {

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

  private static HttpResponse<String> put(String path, String token, String body) {
    return api.send(
        api.request(path, token)
            .header("Content-Type", JSON)
            .PUT(HttpRequest.BodyPublishers.ofString(body)));
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
  void startsNothingForASuspendedTenantAndReadsOn() {
    People people = People.ofNewTenant(api, domain);
    String member = people.keys.get(Role.MEMBER);
    String plan = api.submit(member, DoorsIT.PLAN);
    api.post("/v1/tenants/" + people.tenant + ":suspend", OWNER, JSON, "");

    assertThat(code(api.post("/v1/plans", member, JSON, DoorsIT.PLAN)))
        .isEqualTo("TENANT_SUSPENDED");
    assertThat(code(api.post("/v1/plans/" + plan + ":retry", member, JSON, "")))
        .isEqualTo("TENANT_SUSPENDED");
    assertThat(code(api.post("/v1/plans/" + plan + ":redo", member, JSON, "{}")))
        .isEqualTo("TENANT_SUSPENDED");
    assertThat(api.get("/v1/plans/" + plan, member).statusCode()).isEqualTo(200);
    assertThat(api.post("/v1/plans/" + plan + ":cancel", member, JSON, "").statusCode())
        .isEqualTo(202);

    api.post("/v1/tenants/" + people.tenant + ":close", OWNER, JSON, "");
    assertThat(code(api.post("/v1/plans", member, JSON, DoorsIT.PLAN))).isEqualTo("TENANT_CLOSING");
    api.post("/v1/tenants/" + people.tenant + ":activate", OWNER, JSON, "");
    api.submit(member, DoorsIT.PLAN);
    HttpResponse<String> own =
        api.post(
            "/v1/tenants/" + tree(api.get("/v1/me", OWNER)).path("tenant").asString() + ":suspend",
            OWNER,
            JSON,
            "");
    assertThat(code(own)).isEqualTo("OPERATING_TENANT");
  }

  @Test
  void countsWhatAnOrderWouldStop() {
    People people = People.ofNewTenant(api, domain);
    String plan = api.submit(people.keys.get(Role.MEMBER), DoorsIT.PLAN);
    people.gate(plan);
    api.submit(people.keys.get(Role.ADMIN), DoorsIT.PLAN);
    JsonNode tenant = tree(api.get("/v1/tenants/" + people.tenant + "/impact", OWNER));
    assertThat(tenant.path("openPlans").asInt()).isEqualTo(2);
    assertThat(tenant.path("openGates").asInt()).isEqualTo(1);
    assertThat(tenant.path("goodKeys").asInt()).isEqualTo(8);
    JsonNode account = tree(api.get("/v1/accounts/a-member/impact", people.owner));
    assertThat(account.toString()).isEqualTo("{\"openPlans\":1,\"openGates\":1,\"goodKeys\":1}");
  }

  @Test
  void takesPlansOfPermittedAgentsOnly() {
    People people = People.ofNewTenant(api, domain);
    String member = people.keys.get(Role.MEMBER);
    assertThat(
            put("/v1/tenant/permits", people.owner, "{\"agents\": [\"blog-writer\"]}").statusCode())
        .isEqualTo(200);
    HttpResponse<String> refused = api.post("/v1/plans", member, JSON, DoorsIT.PLAN);
    assertThat(refused.body()).contains("UNKNOWN_AGENT");
    assertThat(put("/v1/tenant/permits", people.owner, "{}").statusCode()).isEqualTo(200);
    api.submit(member, DoorsIT.PLAN);
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
  void rotatesItsKeyWhilePlansStayReadable() {
    People people = People.ofNewTenant(api, domain);
    String plan = api.submit(people.keys.get(Role.MEMBER), DoorsIT.PLAN);
    JsonNode before = tree(api.get("/v1/tenant/key", people.owner));
    HttpResponse<String> rotated = api.post("/v1/tenant/key:rotate", people.owner, JSON, "");
    assertThat(rotated.statusCode()).as(rotated.body()).isEqualTo(202);
    JsonNode after = tree(rotated);
    assertThat(after.path("version").asInt()).isEqualTo(before.path("version").asInt() + 1);
    assertThat(after.path("behind").asInt()).isEqualTo(2);
    api.submit(people.keys.get(Role.MEMBER), DoorsIT.PLAN);
    assertThat(tree(api.get("/v1/tenant/key", people.owner)).path("dataKeys").size()).isEqualTo(2);
    assertThat(tree(api.get("/v1/plans/" + plan, people.owner)).path("name").asString())
        .isNotEmpty();
    assertThat(api.get("/v1/audit?action=tenant_key", people.owner).body())
        .contains("tenant_key.rotate");
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

  @Test
  void opensNoPayloadOfAnotherTenant() {
    People people = People.ofNewTenant(api, domain);
    String plan = api.submit(people.keys.get(Role.MEMBER), DoorsIT.PLAN);
    String payload =
        """
        {"payloads": [{"metadata": {"encoding": "YmluYXJ5L2VuY3J5cHRlZA==", "cadre-scope": "%s",
          "cadre-key": "MQ=="}, "data": "AAAA"}]}\
        """;
    HttpResponse<String> foreign =
        api.post("/codec/decode", REQUESTER, JSON, payload.formatted(scope(plan)));
    HttpResponse<String> absent =
        api.post(
            "/codec/decode",
            REQUESTER,
            JSON,
            payload.formatted(scope(UUID.randomUUID().toString())));
    assertThat(foreign.statusCode()).isEqualTo(410);
    assertThat(foreign.body()).isEqualTo(absent.body());
  }

  private static String scope(String plan) {
    return java.util.Base64.getEncoder()
        .encodeToString(("plan/" + plan).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
