package dev.cadre.api;

import static dev.cadre.api.OidcApi.code;
import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.api.Browser.Login;
import dev.cadre.api.runtime.Expiry;
import dev.cadre.testkit.identity.CodeDesk;
import dev.cadre.testkit.identity.TestKey;
import dev.cadre.testkit.identity.TestToken;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** Signing in at an identity provider, and how it fails (SEC-02). */
@ExtendWith(OutputCaptureExtension.class)
class OidcLoginIT {

  @RegisterExtension static final OidcApi oidc = OidcApi.start();

  private final Browser browser = new Browser(oidc.api);
  private final CodeDesk desk = oidc.corp.desk();

  @BeforeAll
  static void anAccount() {
    oidc.account("ada", "ada-1", "member");
  }

  @BeforeEach
  void adaSignsIn() {
    desk.next("ada-1");
  }

  private static void refused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(code(answer)).isEqualTo(code);
    assertThat(answer.headers().allValues("Set-Cookie"))
        .noneMatch(cookie -> cookie.startsWith(Browser.SESSION));
  }

  @Test
  void letsIn() {
    Login login = browser.begin("corp");
    assertThat(login.there().toString()).startsWith(oidc.corp.issuer() + "/authorize?");
    assertThat(login.asked("response_type")).isEqualTo("code");
    assertThat(login.asked("code_challenge_method")).isEqualTo("S256");
    assertThat(login.asked("redirect_uri"))
        .isEqualTo("http://127.0.0.1:8080/sign-in/oidc/corp/callback");
    assertThat(login.asked("scope")).isEqualTo("openid profile email");
    assertThat(login.asked("state")).hasSize(43).isNotEqualTo(login.asked("nonce"));

    HttpResponse<String> in = browser.back(browser.atProvider(login), login.cookie());
    assertThat(in.statusCode()).as(in.body()).isEqualTo(200);
    assertThat(in.body()).contains("url=/docs").doesNotContain("<script");
    assertThat(Browser.whole(in, Browser.SESSION)).contains("HttpOnly", "SameSite=Strict");
    assertThat(Browser.whole(in, Browser.LOGIN)).contains("Max-Age=0");
    assertThat(tree(browser.me(in)).path("name").asString()).isEqualTo("ada");
    JsonNode account = tree(oidc.api.get("/v1/accounts/ada", OWNER));
    assertThat(Instant.parse(account.path("lastLoginAt").asString()))
        .isAfter(Instant.now().minusSeconds(60));
  }

  @Test
  void bindsALoginToItsBrowserAndEndsItOnce() {
    Login login = browser.begin("corp");
    Login other = browser.begin("corp");
    String back = browser.atProvider(login);
    refused(browser.back(back, null), 400, "OIDC_STATE_UNKNOWN");
    refused(browser.back(back, other.cookie()), 400, "OIDC_STATE_UNKNOWN");
    refused(
        browser.back(back.replace("/corp/", "/open/"), login.cookie()), 400, "OIDC_STATE_UNKNOWN");
    refused(
        browser.back(back.replaceFirst("state=[^&]*", "state=made-up"), login.cookie()),
        400,
        "OIDC_STATE_UNKNOWN");
    assertThat(browser.back(back, login.cookie()).statusCode()).isEqualTo(200);
    refused(browser.back(back, login.cookie()), 400, "OIDC_STATE_UNKNOWN");
  }

  @Test
  void keepsNoSecretOfALoginAndForgetsItAfterTenMinutes() {
    Login login = browser.begin("corp");
    String rows = oidc.api.postgres.read("select string_agg(l::text, ' ') from oidc_login l");
    assertThat(rows)
        .doesNotContain(login.asked("state"))
        .doesNotContain(login.asked("nonce"))
        .doesNotContain(login.cookie().substring(login.cookie().indexOf('=') + 1));
    oidc.api.sql("update oidc_login set expires_at = expires_at - interval '10 minutes'");
    refused(browser.back(browser.atProvider(login), login.cookie()), 400, "OIDC_STATE_UNKNOWN");
    assertThat(oidc.api.count("oidc_login")).isPositive();
    oidc.api.context.getBean(Expiry.class).sweep().block();
    assertThat(oidc.api.count("oidc_login")).isZero();
  }

  @Test
  void takesNoCodeOfAnotherLogin() {
    Login mine = browser.begin("corp");
    Login stolen = browser.begin("corp");
    String code = CodeDesk.query(URI.create(browser.atProvider(stolen))).get("code");
    String back = browser.atProvider(mine).replaceFirst("code=[^&]*", "code=" + code);
    refused(browser.back(back, mine.cookie()), 401, "OIDC_CODE_REFUSED");
  }

  @Test
  void sendsAChallengeThatTheProviderInsistsOn() {
    Login login = browser.begin("corp");
    String without = login.there().toString().replaceFirst("&code_challenge=[^&]*", "");
    assertThat(browser.get(URI.create(without)).statusCode()).isEqualTo(400);
    String plain = login.there().toString().replace("=S256", "=plain");
    assertThat(browser.get(URI.create(plain)).statusCode()).isEqualTo(400);
  }

  @Test
  void asksNothingWhereTheIssuersAreMixedUp() {
    long asked = oidc.corp.asked("/token");
    desk.nameIssuer("https://evil.example");
    refused(browser.signIn("corp"), 400, "OIDC_ISSUER_MIXED_UP");
    assertThat(oidc.corp.asked("/token")).isEqualTo(asked);
    desk.next("ada-1").nameIssuer(oidc.corp.issuer());
    assertThat(browser.signIn("corp").statusCode()).isEqualTo(200);
  }

  @Test
  void saysThatTheProviderDeniedAndRepeatsNoTextOfAnybody() {
    desk.deny("access_denied");
    HttpResponse<String> denied = browser.signIn("corp");
    refused(denied, 403, "OIDC_DENIED");
    assertThat(tree(denied).path("error").asString()).isEqualTo("access_denied");

    desk.deny("<script>alert(1)</script>");
    Login login = browser.begin("corp");
    HttpResponse<String> page =
        browser.back(
            browser.atProvider(login) + "&error_description=%3Cb%3E",
            login.cookie(),
            "Accept",
            "text/html");
    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.body()).contains("OIDC_DENIED").doesNotContain("alert(1)", "<b>");
  }

  @Test
  void letsInWhoHasAnActiveAccountOnly() {
    desk.next("nobody");
    refused(browser.signIn("corp"), 401, "ACCOUNT_UNKNOWN");
    oidc.account("dan", "dan-1", "member");
    desk.next("dan-1");
    HttpResponse<String> in = browser.signIn("corp");
    oidc.api.sql("update account set status = 'DISABLED' where subject = 'dan-1'");
    assertThat(browser.me(in).statusCode()).isEqualTo(401);
    refused(browser.signIn("corp"), 401, "ACCOUNT_DISABLED");
  }

  private List<String> rolesAfter(String... words) {
    oidc.open
        .desk()
        .next("zoe-1")
        .idToken(token -> token.claim("realm_access", Map.of("roles", List.of(words))));
    JsonNode me = tree(browser.me(browser.signIn("open")));
    return me.path("roles").valueStream().map(JsonNode::asString).toList();
  }

  @Test
  void letsRolesFollowTheClaimAtEachLogin() {
    assertThat(rolesAfter("reviewer", "operator")).containsExactly("operator", "reviewer");
    assertThat(rolesAfter("auditor", "owner", "unknown")).containsExactly("auditor");
    assertThat(rolesAfter()).as("the default").containsExactly("member");
    oidc.api.sql("update account set roles = '{owner,member}' where subject = 'zoe-1'");
    assertThat(rolesAfter("reviewer"))
        .as("owner is neither given nor taken")
        .containsExactly("owner", "reviewer");
    TestToken bearer =
        oidc.open.token("zoe-1").claim("realm_access", Map.of("roles", List.of("auditor")));
    assertThat(tree(oidc.me(bearer.by(oidc.open.key()))).path("roles").valueStream().count())
        .as("a bearer token changes none")
        .isEqualTo(2);
  }

  @Test
  void logsNeitherCodesNorTokens(CapturedOutput output) {
    List<String> secrets = new ArrayList<>();
    desk.idToken(token -> {
      TestToken changed = token.claim("nonce", "another");
      secrets.add(changed.unsigned().split("\\.")[1]);
      return changed;
    });
    Login login = browser.begin("corp");
    String back = browser.atProvider(login);
    refused(browser.back(back, login.cookie()), 401, "OIDC_TOKEN_INVALID");
    secrets.add(CodeDesk.query(URI.create(back)).get("code"));
    secrets.add(login.asked("state"));

    Login again = browser.begin("corp");
    String made = browser.atProvider(again).replaceFirst("code=[^&]*", "code=made-up-code");
    refused(browser.back(made, again.cookie()), 401, "OIDC_CODE_REFUSED");
    secrets.add("made-up-code");

    String bearer = oidc.corp.token("ada-1").by(TestKey.rsa("first"));
    assertThat(oidc.me(bearer).statusCode()).isEqualTo(401);
    secrets.add(bearer.substring(bearer.lastIndexOf('.') + 1));
    assertThat(output.getAll())
        .contains("gives no token for a code", "invalid_grant")
        .doesNotContain(secrets);
  }

  @Test
  void answers503WhileAProviderIsDown() {
    oidc.far.down(true);
    refused(browser.open("far"), 503, "IDENTITY_UNAVAILABLE");
    assertThat(browser.open("corp").statusCode()).isEqualTo(303);
  }

  @Test
  void offersEachProviderOnThePage() {
    assertThat(oidc.api.get("/sign-in", null).body())
        .contains("href=\"/sign-in/oidc/corp\"", "href=\"/sign-in/oidc/open\"");
    refused(browser.open("nowhere"), 404, "NOT_FOUND");
  }
}
