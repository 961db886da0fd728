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

/** The credentials of tenants, and what depends on them. */
class TenantCredentialsIT {

  private static final String JSON = "application/json";
  private static final String CANARY = "canary-2f9d71c0-secret";

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  @BeforeAll
  static void aWorkerHasBaseTypes() {
    api.withWorker();
    api.sql(
        """
        insert into tool_type select 'HTTP_GET', 1, config, config, now(), null from (select '{
          "type": "object", "additionalProperties": false,
          "properties": {
            "url": {"type": "string"},
            "credential": {"type": "string", "x-credential": ["api_key", "bearer", "oauth2"]}},
          "dependentSchemas": {"credential": {"required": ["url"]}}}'::jsonb as config) as one\
        """);
  }

  private static String fresh() {
    return "c-" + UUID.randomUUID().toString().substring(0, 18);
  }

  private static String bearer(String name) {
    return "{\"name\": \"%s\", \"kind\": \"bearer\", \"fields\": {\"token\": \"%s\"}}"
        .formatted(name, CANARY);
  }

  private static HttpResponse<String> put(String name, String version, String body) {
    return api.send(
        api.request("/v1/credentials/" + name, OWNER)
            .header("Content-Type", JSON)
            .header("If-Match", '"' + version + '"')
            .PUT(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String code(HttpResponse<String> answer) {
    return tree(answer).path("code").asString();
  }

  @Test
  void keepsWhatIsWrittenAndShowsNoSecret() {
    String name = fresh();
    HttpResponse<String> made = api.post("/v1/credentials", OWNER, JSON, bearer(name));
    HttpResponse<String> replaced =
        put(
            name,
            tree(made).path("version").asString(),
            """
            {"kind": "oauth2", "fields": {"tokenUrl": "https://id.example/token", "clientId": "cadre",
              "clientSecret": "%s", "scopes": ["erp.read"]}}\
            """
                .formatted(CANARY));

    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.headers().firstValue("ETag"))
        .contains('"' + tree(made).path("version").asString() + '"');
    assertThat(replaced.statusCode()).as(replaced.body()).isEqualTo(200);
    HttpResponse<String> read = api.get("/v1/credentials/" + name, OWNER);
    assertThat(tree(read).path("kind").asString()).isEqualTo("oauth2");
    assertThat(tree(read).path("version").asInt())
        .as("never the same twice, also not after it was deleted and made again")
        .isGreaterThan(tree(made).path("version").asInt());
    assertThat(tree(read).path("settings").path("clientId").asString()).isEqualTo("cadre");
    assertThat(made.body() + replaced.body() + read.body()).doesNotContain(CANARY);
    assertThat(api.get("/v1/credentials?limit=200", OWNER).body())
        .contains(name)
        .doesNotContain(CANARY);
    assertThat(api.postgres.read("select string_agg(c::text, ' ') from credential c"))
        .contains(name)
        .doesNotContain(CANARY)
        .doesNotContain("id.example");
    assertThat(
            api.postgres.read("select string_agg(encode(fields, 'escape'), ' ') from credential"))
        .doesNotContain(CANARY);
  }

  @Test
  void losesNobodysChangeAndTellsWhatIsGone() {
    String name = fresh();
    api.post("/v1/credentials", OWNER, JSON, bearer(name));

    assertThat(code(api.post("/v1/credentials", OWNER, JSON, bearer(name))))
        .isEqualTo("NAME_TAKEN");
    assertThat(code(put(name, "7", bearer("x").replace("\"name\": \"x\", ", ""))))
        .isEqualTo("VERSION_CONFLICT");
    assertThat(api.send(api.request("/v1/credentials/" + name, OWNER).DELETE()).statusCode())
        .isEqualTo(200);
    assertThat(api.get("/v1/credentials/" + name, OWNER).statusCode()).isEqualTo(404);
    assertThat(api.send(api.request("/v1/credentials/" + name, OWNER).DELETE()).statusCode())
        .isEqualTo(404);
    assertThat(
            api.postgres.read(
                "select string_agg(action || ' ' || object_id, ', ' order by id) from audit_event where object_id = '"
                    + name
                    + "'"))
        .isEqualTo("credential.add " + name + ", credential.delete " + name);
  }

  @Test
  void staysWithItsTenant() {
    String name = fresh();
    api.post("/v1/credentials", OWNER, JSON, bearer(name));
    People other = People.ofNewTenant(api, UUID.randomUUID() + ".example");

    assertThat(api.get("/v1/credentials/" + name, other.owner).statusCode()).isEqualTo(404);
    assertThat(tree(api.get("/v1/credentials", other.owner)).path("items").size()).isZero();
    assertThat(api.post("/v1/credentials", other.owner, JSON, bearer(name)).statusCode())
        .isEqualTo(201);
    assertThat(code(api.get("/v1/credentials", other.keys.get(Role.MEMBER))))
        .isEqualTo("FORBIDDEN");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "bearer; {}; fields.token",
        "bearer; {\"token\": \"two words\"}; fields.token",
        "bearer; {\"token\": \"t\", \"origins\": [\"erp\"]}; fields.origins",
        "bearer; {\"token\": \"t\", \"password\": \"p\"}; no field of that name",
        "telegram; {\"botToken\": \"1:a\", \"allowedUserIds\": []}; fields.allowedUserIds",
        "oauth2; {\"tokenUrl\": \"https://u:p@id.example\", \"clientId\": \"c\", \"clientSecret\": \"s\"}; fields.tokenUrl",
        "smtp; {\"host\": \"m.example\", \"port\": 0, \"from\": \"a@b.c\", \"security\": \"tls\"}; fields.port",
        "smtp; {\"host\": \"m.example\", \"port\": 25, \"from\": \"a@b.c>, d@e.f\", \"security\": \"tls\"}; fields.from",
        "gmail; {}; one of api_key"
      })
  void namesTheFieldThatIsWrongAndNeverItsValue(String kind, String fields, String says) {
    HttpResponse<String> answer =
        api.post(
            "/v1/credentials",
            OWNER,
            JSON,
            "{\"name\": \"%s\", \"kind\": \"%s\", \"fields\": %s}"
                .formatted(fresh(), kind, fields));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains(says).doesNotContain("two words");
  }

  @Test
  void neverShowsACredentialToAnAddressThatArgumentsChoose() {
    HttpResponse<String> made =
        api.post(
            "/v1/tools",
            OWNER,
            JSON,
            """
            {"name": "%s", "type": "HTTP_GET", "description": "Whatever the caller likes.",
             "config": {"credential": "erp"}}\
            """
                .formatted(fresh()));

    assertThat(made.statusCode()).isEqualTo(422);
    assertThat(made.body()).contains("/config");
  }

  @Test
  void testsOnlyWhatSaysWhereItIsUsed() {
    String name = fresh();
    api.post("/v1/credentials", OWNER, JSON, bearer(name));

    assertThat(code(api.post("/v1/credentials/" + name + ":test", OWNER, JSON, "")))
        .isEqualTo("NOT_TESTABLE");
  }
}
