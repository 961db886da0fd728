package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cadre.workflows.access.ApiKey;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What somebody could do who holds a little, and wants more or wants to keep it. */
class StolenCredentialsIT {

  private static final String JSON = "application/json";
  private static final String GOOD = "six tall herons near a barn";

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  private final String name = "u" + UUID.randomUUID().toString().substring(0, 8);

  private static HttpResponse<String> post(String path, String token, String body) {
    return api.post(path, token, JSON, body);
  }

  private static String secret(String path, String token, String body) {
    return People.made(post(path, token, body)).path("secret").asString();
  }

  private String account(String more) {
    People.made(post("/v1/accounts", OWNER, "{\"name\": \"%s\", %s}".formatted(name, more)));
    return secret("/v1/accounts/" + name + "/keys", OWNER, "{\"label\": \"x\"}");
  }

  private void change(String body) {
    String path = "/v1/accounts/" + name;
    String tag = api.get(path, OWNER).headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> answer =
        api.send(
            api.request(path, OWNER)
                .header("Content-Type", JSON)
                .header("If-Match", tag)
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String code(HttpResponse<String> answer) {
    return tree(answer).path("code").asString();
  }

  private static String link(String token) {
    String url = tree(post("/v1/sign-in-links", token, "")).path("url").asString();
    return "/sign-in" + url.replaceFirst(".*(?=\\?)", "");
  }

  @Test
  void givesNoSessionForAKeyWithScopesNorToAService() {
    String narrow = secret("/v1/me/keys", OWNER, "{\"label\": \"s\", \"scopes\": [\"self\"]}");
    assertThat(code(post("/v1/sign-in-links", narrow, ""))).isEqualTo("SCOPE_NOT_YOURS_TO_GIVE");
    String service = account("\"kind\": \"SERVICE\", \"roles\": [\"member\"]");
    assertThat(code(post("/v1/sign-in-links", service, ""))).isEqualTo("SCOPE_NOT_YOURS_TO_GIVE");
  }

  @Test
  void makesNoMoreKeysThanAnybodyNeeds() {
    String first = account("\"roles\": [\"member\"]");
    String spare = "";
    for (int i = 0; i < 99; i++) {
      JsonNode made = People.made(post("/v1/me/keys", first, "{\"label\": \"more\"}"));
      spare = made.path("key").path("id").asString();
    }
    HttpResponse<String> over = post("/v1/me/keys", first, "{\"label\": \"one too many\"}");
    assertThat(over.statusCode()).isEqualTo(409);
    assertThat(code(over)).isEqualTo("TOO_MANY_KEYS");
    assertThat(post("/v1/keys/" + spare + ":revoke", first, "").statusCode()).isEqualTo(200);
    People.made(post("/v1/me/keys", first, "{\"label\": \"in its place\"}"));
  }

  @Test
  void makesNobodyMightierThanTheKeyThatMakesThem() {
    String manager =
        secret("/v1/me/keys", OWNER, "{\"label\": \"m\", \"scopes\": [\"account:manage\"]}");
    HttpResponse<String> owner =
        post("/v1/accounts", manager, "{\"name\": \"%s\", \"roles\": [\"owner\"]}".formatted(name));
    assertThat(code(owner)).isEqualTo("ROLE_NOT_YOURS_TO_GIVE");
  }

  @Test
  void letsNoKeyOutliveTheOneThatMadeIt() {
    String brief = secret("/v1/me/keys", OWNER, "{\"label\": \"b\", \"expiresIn\": \"PT1H\"}");
    String child = secret("/v1/me/keys", brief, "{\"label\": \"c\", \"expiresIn\": \"P90D\"}");
    String id = ApiKey.read(child).orElseThrow().id().toString();
    assertThat(
            api.postgres.read(
                "select (expires_at < now() + interval '61 minutes')::text from api_key where id = '"
                    + id
                    + "'::uuid"))
        .isEqualTo("true");
  }

  @Test
  void endsLinksWithThePasswordAndTheAccount() {
    String key = account("\"roles\": [\"member\"], \"password\": \"" + GOOD + "\"");
    String before = link(key);
    post(
        "/v1/accounts/" + name + ":set-password",
        OWNER,
        "{\"password\": \"nine dry lanterns by the quay\"}");
    assertThat(api.get(before, null).statusCode()).isEqualTo(401);

    String session =
        api.get(link(key), null).headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    String kept = link(key);
    change("{\"status\": \"DISABLED\"}");
    change("{\"status\": \"ACTIVE\"}");
    assertThat(api.get(kept, null).statusCode()).isEqualTo(401);
    assertThat(api.send(api.request("/v1/me", null).header("Cookie", session).GET()).statusCode())
        .isEqualTo(401);
  }

  @Test
  void usesNoLinkUpThatIsOnlyLookedAt() {
    String link = link(OWNER);
    api.send(api.request(link, null).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(api.get(link, null).statusCode()).isEqualTo(303);
  }

  @Test
  void endsAnOpenStreamOfEventsWithItsKey() throws Exception {
    String key = account("\"roles\": [\"member\"]");
    String plan = api.submit(key, DoorsIT.PLAN);
    try (HttpClient http = HttpClient.newHttpClient();
        InputStream stream =
            http.send(
                    api.request("/v1/plans/" + plan + "/events", key).GET().build(),
                    HttpResponse.BodyHandlers.ofInputStream())
                .body()) {
      CompletableFuture<byte[]> whole =
          CompletableFuture.supplyAsync(() -> {
            try {
              return stream.readAllBytes();
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      post("/v1/keys/" + ApiKey.read(key).orElseThrow().id() + ":revoke", OWNER, "");
      await().atMost(Duration.ofSeconds(30)).until(whole::isDone);
      assertThat(new String(whole.get())).contains("plan.submitted");
    }
  }

  @Test
  void limitsAndTellsOfGuessesAtOnesOwnPassword() {
    String key = account("\"roles\": [\"member\"], \"password\": \"" + GOOD + "\"");
    int limited = 0;
    for (int i = 0; i < 15; i++) {
      HttpResponse<String> answer =
          post(
              "/v1/me:change-password",
              key,
              "{\"current\": \"wrong %d\", \"password\": \"%s\"}".formatted(i, GOOD));
      limited += answer.statusCode() == 429 ? 1 : 0;
    }
    assertThat(limited).isEqualTo(5);
    assertThat(api.get("/v1/audit?action=access.account&actor=" + name, OWNER).body())
        .contains("PASSWORD_WRONG");
  }

  @Test
  void givesANewOwnerNothingThatOthersSetBefore() {
    String planted = account("\"roles\": [\"operator\"], \"password\": \"" + GOOD + "\"");
    change("{\"roles\": [\"operator\", \"owner\"]}");
    assertThat(code(api.get("/v1/me", planted))).isEqualTo("KEY_OVER");
    assertThat(tree(api.get("/v1/accounts/" + name, OWNER)).path("hasPassword").asBoolean())
        .isFalse();
    change("{\"roles\": [\"member\"]}");
  }

  @Test
  void fillsNoLogWithTheSameDenial() {
    String key = account("\"roles\": [\"member\"]");
    for (int i = 0; i < 40; i++) {
      api.get("/v1/accounts", key);
    }
    assertThat(
            tree(api.get("/v1/audit?action=access.route&limit=200&actor=" + name, OWNER))
                .path("items")
                .size())
        .isBetween(10, 15);
  }

  @Test
  void keepsNothingOfNamesThatNobodyHas() {
    String huge = "n".repeat(500_000);
    for (int i = 0; i < 40; i++) {
      HttpResponse<String> answer =
          api.post(
              "/sign-in",
              null,
              "application/x-www-form-urlencoded",
              "tenant=demo.local&password=x&name=" + i + huge);
      assertThat(answer.statusCode()).isIn(401, 429);
    }
  }

  @Test
  void callsWrongTextWrongInput() {
    for (String path :
        new String[] {"/v1/audit?actor=%00", "/v1/plans?label=%00", "/v1/accounts?cursor=YQBi"}) {
      assertThat(api.get(path, OWNER).statusCode()).as(path).isEqualTo(400);
    }
    assertThat(api.get("/v1/audit?from=%2B999999999-12-31T23:59:59Z", OWNER).statusCode())
        .isEqualTo(200);
    String payload =
        "{\"payloads\": [{\"metadata\": {\"encoding\": \"YmluYXJ5L2VuY3J5cHRlZA==\"}, \"data\": \"AAAA\"}]}";
    assertThat(post("/codec/decode", OWNER, payload).statusCode()).isEqualTo(410);
  }

  @Test
  void tellsOperatorsInTheirOwnLog() {
    String tenant = People.newTenant(api, name + ".example").path("tenant").path("id").asString();
    post("/v1/tenants/" + tenant + ":suspend", OWNER, "");
    assertThat(api.get("/v1/audit?object=" + tenant, OWNER).body())
        .contains("tenant.create", "tenant.suspend");
  }
}
