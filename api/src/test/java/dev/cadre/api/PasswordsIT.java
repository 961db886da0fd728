package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Signing in with a password, and how its sessions end. */
class PasswordsIT {

  private static final String JSON = "application/json";
  private static final String GOOD = "six tall herons near a barn";

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  private final String name = "u" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void anAccount() {
    People.made(make(name, GOOD));
  }

  private static HttpResponse<String> make(String name, String password) {
    return api.post(
        "/v1/accounts",
        OWNER,
        JSON,
        "{\"name\": \"%s\", \"roles\": [\"member\"], \"password\": \"%s\"}"
            .formatted(name, password));
  }

  private static HttpResponse<String> signIn(String tenant, String name, String password) {
    String form =
        "tenant=%s&name=%s&password=%s"
            .formatted(tenant, name, URLEncoder.encode(password, StandardCharsets.UTF_8));
    return api.post("/sign-in", null, "application/x-www-form-urlencoded", form);
  }

  private String session() {
    HttpResponse<String> in = signIn("demo.local", name, GOOD);
    assertThat(in.statusCode()).as(in.body()).isEqualTo(303);
    return in.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
  }

  private static int status(String cookie) {
    return api.send(api.request("/v1/me", null).header("Cookie", cookie).GET()).statusCode();
  }

  /** Another page would sign its visitor in as somebody who then sees what that visitor does. */
  @Test
  void letsNoOtherPageSignItsVisitorIn() {
    session();
    String form = "tenant=demo.local&name=%s&password=%s".formatted(name, GOOD.replace(' ', '+'));
    String type = "application/x-www-form-urlencoded";
    HttpResponse<String> foreign =
        api.post("/sign-in", null, type, form, "Origin", "https://evil.example");
    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(foreign.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(api.post("/sign-in", null, type, form, "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(403);
    assertThat(api.post("/sign-in", null, type, form, "Origin", api.address()).statusCode())
        .isEqualTo(303);
  }

  @Test
  void letsIn() {
    String cookie = session();
    HttpResponse<String> me = api.send(api.request("/v1/me", null).header("Cookie", cookie).GET());
    assertThat(tree(me).path("name").asString()).isEqualTo(name);
    assertThat(tree(api.get("/v1/accounts/" + name, OWNER)).path("lastLoginAt").asString(""))
        .isNotEmpty();
    assertThat(
            api.send(
                    api.request("/v1/sign-out", null)
                        .header("Cookie", cookie)
                        .header("Sec-Fetch-Site", "same-origin")
                        .POST(java.net.http.HttpRequest.BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(204);
    assertThat(status(cookie)).isEqualTo(401);
  }

  @Test
  void tellsWhatIsWrongApartByNothing() {
    String wrong = signIn("demo.local", name, "another one").body();
    assertThat(wrong).contains("Tenant, name or password is not right.");
    assertThat(signIn("demo.local", "nobody-" + name, GOOD).body()).isEqualTo(wrong);
    assertThat(signIn("nowhere.example", name, GOOD).body()).isEqualTo(wrong);
    assertThat(signIn("demo.local", "requester", "").body()).isEqualTo(wrong);
  }

  @Test
  void endsAllSessionsWithTheirPassword() {
    String cookie = session();
    assertThat(status(cookie)).isEqualTo(200);
    HttpResponse<String> set =
        api.post(
            "/v1/accounts/" + name + ":set-password",
            OWNER,
            JSON,
            "{\"password\": \"nine dry lanterns by the quay\"}");
    assertThat(set.statusCode()).as(set.body()).isEqualTo(204);
    assertThat(status(cookie)).isEqualTo(401);
    assertThat(signIn("demo.local", name, GOOD).statusCode()).isEqualTo(401);
    assertThat(signIn("demo.local", name, "nine dry lanterns by the quay").statusCode())
        .isEqualTo(303);
  }

  @Test
  void changesOnesOwnOnlyWithTheOneBefore() {
    String key =
        People.made(api.post("/v1/accounts/" + name + "/keys", OWNER, JSON, "{\"label\": \"x\"}"))
            .path("secret")
            .asString();
    String body = "{\"current\": \"%s\", \"password\": \"nine dry lanterns by the quay\"}";
    HttpResponse<String> wrong =
        api.post("/v1/me:change-password", key, JSON, body.formatted("not it"));
    assertThat(tree(wrong).path("code").asString()).isEqualTo("PASSWORD_WRONG");
    assertThat(api.post("/v1/me:change-password", key, JSON, body.formatted(GOOD)).statusCode())
        .isEqualTo(204);
  }

  @Test
  void refusesWhatIsEasilyGuessedAndAsksForNoKindsOfCharacters() {
    for (String weak :
        new String[] {"password1234", "Tr0ub4dor&3", "aaaaaaaaaaaaaaaa", "qwertyuiop12"}) {
      HttpResponse<String> answer = make("w" + name, weak);
      assertThat(answer.statusCode()).as(weak).isEqualTo(422);
      assertThat(tree(answer).path("code").asString()).isEqualTo("PASSWORD_WEAK");
    }
    assertThat(make("s" + name, "onlylowercasehedgehogs").statusCode()).isEqualTo(201);
    assertThat(api.postgres.read("select min(password) from account where password is not null"))
        .startsWith("$argon2id$");
  }

  @Test
  void stopsWhoTriesOn() {
    int refused = 0;
    for (int i = 0; i < 15; i++) {
      HttpResponse<String> answer = signIn("demo.local", "victim-" + name, "guess " + i);
      if (answer.statusCode() == 429) {
        refused++;
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      }
    }
    assertThat(refused).isEqualTo(5);
  }

  @Test
  void asksForAPasswordOnAPageThatRunsNoScript() {
    HttpResponse<String> page = api.get("/sign-in", null);
    assertThat(page.body()).contains("type=\"password\"").doesNotContain("<script");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'");
  }
}
