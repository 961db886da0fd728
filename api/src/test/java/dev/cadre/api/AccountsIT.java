package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.access.ApiKey;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Accounts and their API keys. */
class AccountsIT {

  private static final String JSON = "application/json";

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  private final String name = "u" + UUID.randomUUID().toString().substring(0, 8);

  private static HttpResponse<String> post(String path, String token, String body) {
    return api.post(path, token, JSON, body);
  }

  private static HttpResponse<String> patch(String path, String token, int version, String body) {
    return api.send(
        api.request(path, token)
            .header("Content-Type", JSON)
            .header("If-Match", "\"" + version + "\"")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
  }

  private static void expect(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(tree(answer).path("code").asString()).isEqualTo(code);
  }

  private String made(String roles) {
    People.made(
        post("/v1/accounts", OWNER, "{\"name\": \"%s\", \"roles\": [%s]}".formatted(name, roles)));
    return secret(post("/v1/accounts/" + name + "/keys", OWNER, "{\"label\": \"first\"}"));
  }

  private static String secret(HttpResponse<String> made) {
    return People.made(made).path("secret").asString();
  }

  @Test
  void tellsEveryFaultOfABodyAtOnce() {
    HttpResponse<String> answer =
        post(
            "/v1/accounts",
            OWNER,
            "{\"name\": \"Ann Lee\", \"roles\": [\"king\"], \"tenant_id\": 1}");
    expect(answer, 422, "BODY_INVALID");
    assertThat(tree(answer).path("problems").valueStream().map(p -> p.path("pointer").asString()))
        .contains("/name", "/roles", "/tenant_id");
  }

  @Test
  void letsTwoAdminsEditOneAccountOnlyOneAfterTheOther() {
    made("\"member\"");
    String path = "/v1/accounts/" + name;
    HttpResponse<String> read = api.get(path, OWNER);
    assertThat(read.headers().firstValue("ETag")).hasValue("\"1\"");
    HttpResponse<String> first = patch(path, OWNER, 1, "{\"roles\": [\"member\", \"operator\"]}");
    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    expect(patch(path, OWNER, 1, "{\"status\": \"DISABLED\"}"), 412, "VERSION_CONFLICT");
    expect(
        api.send(
            api.request(path, OWNER)
                .header("Content-Type", JSON)
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{}"))),
        428,
        "IF_MATCH_REQUIRED");
    assertThat(tree(api.get(path, OWNER)).path("roles").size()).isEqualTo(2);
  }

  @Test
  void takesARoleAwayAtOnce() {
    String key = made("\"member\"");
    assertThat(api.get("/v1/plans", key).statusCode()).isEqualTo(200);
    patch("/v1/accounts/" + name, OWNER, 1, "{\"roles\": [\"auditor\"]}");
    expect(api.get("/v1/plans", key), 403, "FORBIDDEN");
    patch("/v1/accounts/" + name, OWNER, 2, "{\"status\": \"DISABLED\"}");
    expect(api.get("/v1/me", key), 401, "ACCOUNT_DISABLED");
    patch("/v1/accounts/" + name, OWNER, 3, "{\"status\": \"ACTIVE\"}");
    assertThat(api.get("/v1/me", key).statusCode()).isEqualTo(200);
  }

  @Test
  void letsNobodyRiseByOthers() {
    String admin = made("\"admin\"");
    expect(
        post("/v1/accounts", admin, "{\"name\": \"x%s\", \"roles\": [\"owner\"]}".formatted(name)),
        403,
        "ROLE_NOT_YOURS_TO_GIVE");
    expect(
        patch("/v1/accounts/" + name, admin, 1, "{\"roles\": [\"owner\"]}"),
        403,
        "ROLE_NOT_YOURS_TO_GIVE");
    expect(
        post("/v1/accounts/owner/keys", admin, "{\"label\": \"mine now\"}"),
        403,
        "ROLE_NOT_YOURS_TO_GIVE");
    expect(
        post(
            "/v1/accounts/owner:set-password",
            admin,
            "{\"password\": \"six tall herons near a barn\"}"),
        403,
        "ROLE_NOT_YOURS_TO_GIVE");
  }

  @Test
  void givesAKeyNoMoreThanItsMaker() {
    String narrow =
        secret(
            post(
                "/v1/me/keys",
                REQUESTER,
                "{\"label\": \"narrow\", \"scopes\": [\"plan:read\", \"self\"]}"));
    expect(post("/v1/plans", narrow, DoorsIT.PLAN), 403, "FORBIDDEN");
    expect(
        post("/v1/me/keys", narrow, "{\"label\": \"wide\", \"scopes\": [\"plan:submit\"]}"),
        403,
        "SCOPE_NOT_YOURS_TO_GIVE");
    expect(
        post("/v1/me/keys", REQUESTER, "{\"label\": \"x\", \"scopes\": [\"account:manage\"]}"),
        403,
        "SCOPE_NOT_YOURS_TO_GIVE");
    String silent = secret(post("/v1/me/keys", narrow, "{\"label\": \"says nothing\"}"));
    assertThat(
            tree(api.get("/v1/me", silent))
                .path("permissions")
                .valueStream()
                .map(JsonNode::asString))
        .containsExactlyInAnyOrder("plan:read", "self");
  }

  @Test
  void endsAKeyByRevokingByTimeAndByRotation() {
    String key = made("\"member\"");
    String revoked = secret(post("/v1/me/keys", key, "{\"label\": \"a\"}"));
    String id = ApiKey.read(revoked).orElseThrow().id().toString();
    assertThat(post("/v1/keys/" + id + ":revoke", key, "").statusCode()).isEqualTo(200);
    expect(api.get("/v1/me", revoked), 401, "KEY_OVER");
    expect(post("/v1/keys/" + id + ":rotate", key, "{}"), 409, "KEY_OVER");

    String brief =
        secret(post("/v1/me/keys", key, "{\"label\": \"b\", \"expiresIn\": \"PT0.001S\"}"));
    HttpResponse<String> over = api.get("/v1/me", brief);
    expect(over, 401, "KEY_OVER");
    assertThat(tree(over).path("detail").asString()).contains("expired at");

    String old = secret(post("/v1/me/keys", key, "{\"label\": \"c\", \"scopes\": [\"self\"]}"));
    String place = "/v1/keys/" + ApiKey.read(old).orElseThrow().id();
    String next = secret(post(place + ":rotate", key, "{\"overlap\": \"PT0.001S\"}"));
    expect(api.get("/v1/me", old), 401, "KEY_OVER");
    assertThat(tree(api.get("/v1/me", next)).path("permissions").size()).isEqualTo(1);
  }

  @Test
  void revokesForAdminsOthersKeysAndForMembersOnlyTheirs() {
    String key = made("\"member\"");
    String path = "/v1/keys/" + ApiKey.read(key).orElseThrow().id() + ":revoke";
    expect(post(path, REQUESTER, ""), 404, "NOT_FOUND");
    assertThat(post(path, OWNER, "").statusCode()).isEqualTo(200);
    expect(api.get("/v1/me", key), 401, "KEY_OVER");
  }

  @Test
  void keepsNoUsableKey() {
    String key = made("\"member\"");
    String secret = ApiKey.read(key).orElseThrow().secret();
    assertThat(api.postgres.read("select string_agg(k::text, ' ') from api_key k"))
        .doesNotContain(secret);
    assertThat(api.get("/v1/accounts/" + name + "/keys", OWNER).body()).doesNotContain(secret);
    String mistyped = key.substring(0, key.length() - 1) + (key.endsWith("0") ? "1" : "0");
    assertThat(api.get("/v1/me", mistyped).statusCode()).isEqualTo(401);
  }

  @Test
  void keepsAnActiveOwner() {
    People people = People.ofNewTenant(api, name + ".example");
    patch("/v1/accounts/a-owner", people.owner, 1, "{\"status\": \"DISABLED\"}");
    expect(
        patch("/v1/accounts/boss", people.owner, 1, "{\"status\": \"DISABLED\"}"),
        409,
        "LAST_OWNER");
    expect(
        patch("/v1/accounts/boss", people.owner, 1, "{\"roles\": [\"admin\"]}"), 409, "LAST_OWNER");
  }

  @Test
  void takesOneOfManyOfOneName() {
    String body = "{\"name\": \"%s\", \"roles\": [\"member\"]}".formatted(name);
    assertThat(
            IntStream.range(0, 20)
                .parallel()
                .mapToObj(i -> post("/v1/accounts", OWNER, body).statusCode())
                .toList())
        .containsOnlyOnce(201)
        .containsOnly(201, 409);
  }

  @Test
  void findsAnEmailAddressTakenWithoutKeepingItInClear() {
    String email = "Ann.%s@Mail.example".formatted(name);
    made("\"member\"");
    patch("/v1/accounts/" + name, OWNER, 1, "{\"email\": \"%s\"}".formatted(email));
    assertThat(tree(api.get("/v1/accounts/" + name, OWNER)).path("email").asString())
        .isEqualTo(email);
    expect(
        post(
            "/v1/accounts",
            OWNER,
            "{\"name\": \"x%s\", \"roles\": [\"member\"], \"email\": \"%s\"}"
                .formatted(name, email.toLowerCase(java.util.Locale.ROOT))),
        409,
        "EMAIL_TAKEN");
    assertThat(api.postgres.read("select string_agg(a::text, ' ') from account a"))
        .doesNotContainIgnoringCase(email);
  }

  @Test
  void listsByPagesAndFilters() {
    People people = People.ofNewTenant(api, name + ".pages");
    JsonNode first = tree(api.get("/v1/accounts?limit=5", people.owner));
    assertThat(first.path("items").size()).isEqualTo(5);
    JsonNode second =
        tree(api.get("/v1/accounts?limit=5&cursor=" + first.path("next").asString(), people.owner));
    assertThat(second.path("items").size()).isEqualTo(3);
    assertThat(second.path("next").isNull()).isTrue();
    assertThat(tree(api.get("/v1/accounts?role=owner", people.owner)).path("items").size())
        .isEqualTo(2);
    expect(api.get("/v1/accounts?role=king", people.owner), 400, "INVALID_PARAMETER");
  }
}
