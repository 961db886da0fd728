package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.access.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Tenants at work: their states, permits, keys and borders. */
class TenantsIT {

  private static final String JSON = "application/json";

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  private final String domain = UUID.randomUUID() + ".example";

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
    return Base64.getEncoder().encodeToString(("plan/" + plan).getBytes(StandardCharsets.UTF_8));
  }
}
