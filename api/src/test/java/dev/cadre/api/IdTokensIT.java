package dev.cadre.api;

import static dev.cadre.api.OidcApi.code;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.identity.TestKey;
import dev.cadre.testkit.identity.TestToken;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** ID tokens that end no login (SEC-02). */
class IdTokensIT {

  @RegisterExtension static final OidcApi oidc = OidcApi.start();

  private final Browser browser = new Browser(oidc.api);

  @BeforeAll
  static void anAccount() {
    oidc.account("ada", "ada-1", "member");
  }

  @BeforeEach
  void adaSignsIn() {
    oidc.corp.desk().next("ada-1");
  }

  private static void refused(HttpResponse<String> answer, String reason) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
    assertThat(code(answer)).isEqualTo("OIDC_TOKEN_INVALID");
    assertThat(tree(answer).path("reason").asString()).isEqualTo(reason);
    assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
  }

  @Test
  void letsInByAGoodOne() {
    assertThat(browser.signIn("corp").statusCode()).isEqualTo(200);
  }

  private static Arguments bad(String what, String reason, UnaryOperator<TestToken> change) {
    return Arguments.of(what, reason, change);
  }

  static Stream<Arguments> badTokens() {
    long now = Instant.now().getEpochSecond();
    String client = "cadre-web";
    return Stream.of(
        bad("another nonce", "TOKEN_MALFORMED", t -> t.claim("nonce", "another")),
        bad("no nonce", "TOKEN_MALFORMED", t -> t.claim("nonce", null)),
        bad("another issuer", "TOKEN_ISSUER_UNKNOWN", t -> t.claim("iss", oidc.open.issuer())),
        bad("another client", "TOKEN_WRONG_AUDIENCE", t -> t.claim("aud", "another")),
        bad("two clients", "TOKEN_WRONG_AUDIENCE", t -> t.claim("aud", List.of(client, "b"))),
        bad("given to another", "TOKEN_WRONG_AUDIENCE", t -> t.claim("azp", "another")),
        bad("expired", "TOKEN_EXPIRED", t -> t.claim("exp", now - 90)),
        bad("no exp", "TOKEN_MALFORMED", t -> t.claim("exp", null)),
        bad("no iat", "TOKEN_MALFORMED", t -> t.claim("iat", null)),
        bad("iat to come", "TOKEN_NOT_YET_VALID", t -> t.claim("iat", now + 600)),
        bad("no subject", "TOKEN_MALFORMED", t -> t.claim("sub", null)),
        bad("an access token", "TOKEN_MALFORMED", t -> t.header("typ", "at+jwt")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badTokens")
  void refusesABadIdToken(String what, String reason, UnaryOperator<TestToken> change) {
    oidc.corp.desk().idToken(change);
    HttpResponse<String> answer = browser.signIn("corp");
    refused(answer, reason);
  }

  @Test
  void refusesAnIdTokenByAKeyThatIsNotPublished() {
    TestKey right = oidc.corp.key();
    oidc.corp.signBy(TestKey.rsa("first"));
    try {
      HttpResponse<String> answer = browser.signIn("corp");
      refused(answer, "TOKEN_SIGNATURE_INVALID");
    } finally {
      oidc.corp.signBy(right);
    }
  }
}
