package dev.cadre.api;

import static dev.cadre.api.OidcApi.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.identity.FakeIdentityProvider;
import dev.cadre.testkit.identity.TestKey;
import dev.cadre.testkit.identity.TestToken;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Forged access tokens, each with the code of its refusal (SEC-01). */
class ForgedTokensIT {

  @RegisterExtension static final OidcApi oidc = OidcApi.start();

  private static final FakeIdentityProvider CORP = oidc.corp;
  private static final TestKey ATTACKER = TestKey.rsa("first");
  private static final long NOW = Instant.now().getEpochSecond();

  @BeforeAll
  static void accounts() {
    oidc.account("ada", "ada-1", "member");
    oidc.farAccount("eve", oidc.corp.issuer(), "eve-1");
  }

  private static TestToken good() {
    return CORP.token("ada-1");
  }

  private static Arguments forged(String what, String code, Supplier<String> token) {
    return Arguments.of(what, code, token);
  }

  static Stream<Arguments> forgeries() {
    TestKey key = CORP.key();
    return Stream.of(
        forged(
            "alg none, no signature",
            "TOKEN_ALGORITHM_REFUSED",
            () -> good().header("alg", "none").unsigned() + "."),
        forged(
            "alg NoNe with the signature of another",
            "TOKEN_ALGORITHM_REFUSED",
            () -> good().header("alg", "NoNe").as(key)),
        forged("no alg", "TOKEN_ALGORITHM_REFUSED", () -> good().as(key)),
        forged(
            "HS256 by the public key's bytes",
            "TOKEN_ALGORITHM_REFUSED",
            () -> good().header("kid", key.id()).hmac(key.publicKey().getEncoded())),
        forged(
            "HS256 by the public key's PEM",
            "TOKEN_ALGORITHM_REFUSED",
            () -> good().header("kid", key.id()).hmac(pem(key))),
        forged(
            "wrong key under the right name", "TOKEN_SIGNATURE_INVALID", () -> good().by(ATTACKER)),
        forged(
            "wrong key without a name",
            "TOKEN_SIGNATURE_INVALID",
            () -> good().header("alg", "RS256").as(ATTACKER)),
        forged(
            "right signature of other claims",
            "TOKEN_SIGNATURE_INVALID",
            () -> good().by(key).replaceFirst("\\..*\\.", "." + payload(CORP.token("root")) + ".")),
        forged(
            "ES256 by name, RSA by key",
            "TOKEN_SIGNATURE_INVALID",
            () -> good().header("alg", "ES256").header("kid", key.id()).as(key)),
        forged(
            "unknown issuer",
            "TOKEN_ISSUER_UNKNOWN",
            () -> good().claim("iss", "https://evil.example").by(key)),
        forged(
            "issuer with a slash more",
            "TOKEN_ISSUER_UNKNOWN",
            () -> good().claim("iss", CORP.issuer() + "/").by(key)),
        forged("no issuer", "TOKEN_ISSUER_UNKNOWN", () -> good().claim("iss", null).by(key)),
        forged(
            "wrong audience",
            "TOKEN_WRONG_AUDIENCE",
            () -> good().claim("aud", "another-api").by(key)),
        forged(
            "foreign audiences only",
            "TOKEN_WRONG_AUDIENCE",
            () -> good().claim("aud", List.of("a", "b", FakeIdentityProvider.CLIENT)).by(key)),
        forged("no audience", "TOKEN_WRONG_AUDIENCE", () -> good().claim("aud", null).by(key)),
        forged("expired", "TOKEN_EXPIRED", () -> good().claim("exp", NOW - 90).by(key)),
        forged(
            "not yet valid", "TOKEN_NOT_YET_VALID", () -> good().claim("nbf", NOW + 120).by(key)),
        forged("no exp", "TOKEN_MALFORMED", () -> good().claim("exp", null).by(key)),
        forged(
            "exp as a text",
            "TOKEN_MALFORMED",
            () -> good().claim("exp", String.valueOf(NOW + 300)).by(key)),
        forged("no subject", "TOKEN_MALFORMED", () -> good().claim("sub", null).by(key)),
        forged(
            "subject with NUL",
            "TOKEN_MALFORMED",
            () -> good().claim("sub", "ada-1\u0000").by(key)),
        forged(
            "jwk in the header",
            "TOKEN_SIGNATURE_INVALID",
            () -> good().header("jwk", ATTACKER.jwk()).by(ATTACKER)),
        forged(
            "jku to an attacker",
            "TOKEN_SIGNATURE_INVALID",
            () -> good().header("jku", oidc.far.issuer() + "/attackers-jku").by(ATTACKER)),
        forged(
            "x5u to an attacker",
            "TOKEN_SIGNATURE_INVALID",
            () -> good().header("x5u", oidc.far.issuer() + "/attackers-x5u").by(ATTACKER)),
        forged(
            "signed and named as another issuer's key",
            "TOKEN_SIGNATURE_INVALID",
            () -> good().by(oidc.far.key())),
        forged(
            "ID token: nonce",
            "TOKEN_NOT_ACCESS_TOKEN",
            () -> good().header("typ", "JWT").claim("nonce", "n").by(key)),
        forged(
            "ID token: at_hash",
            "TOKEN_NOT_ACCESS_TOKEN",
            () -> good().header("typ", "JWT").claim("at_hash", "h").by(key)),
        forged(
            "ID token: for the client only",
            "TOKEN_NOT_ACCESS_TOKEN",
            () -> good().claim("aud", FakeIdentityProvider.CLIENT).by(key)),
        forged(
            "logout token",
            "TOKEN_NOT_ACCESS_TOKEN",
            () -> good().header("typ", "logout+jwt").by(key)),
        forged("another tenant's subject", "ACCOUNT_UNKNOWN", () -> CORP.accessToken("eve-1")),
        forged("nobody's subject", "ACCOUNT_UNKNOWN", () -> CORP.accessToken("nobody")),
        forged(
            "truncated",
            "TOKEN_MALFORMED",
            () -> good().by(key).substring(0, good().unsigned().length())),
        forged(
            "signature truncated",
            "TOKEN_SIGNATURE_INVALID",
            () -> good().by(key).replaceFirst("...$", "")),
        forged("JSON serialization, two signatures", "TOKEN_MALFORMED", () -> json(good(), key)),
        forged("nested", "TOKEN_MALFORMED", () -> good().header("cty", "JWT").by(key)),
        forged(
            "crit",
            "TOKEN_MALFORMED",
            () -> good().header("crit", List.of("exp")).header("exp", NOW + 300).by(key)),
        forged(
            "b64 false",
            "TOKEN_MALFORMED",
            () -> good().header("crit", List.of("b64")).header("b64", false).by(key)),
        forged("five parts", "TOKEN_MALFORMED", () -> good().by(key) + ".a.b"),
        forged("dots only", "TOKEN_MALFORMED", () -> ".."),
        forged("no JSON", "TOKEN_MALFORMED", () -> "YWJj.YWJj.YWJj"));
  }

  private static String payload(TestToken token) {
    return token.unsigned().split("\\.")[1];
  }

  private static byte[] pem(TestKey key) {
    String base64 =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.publicKey().getEncoded());
    return ("-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String json(TestToken token, TestKey key) {
    String[] one = token.by(key).split("\\.");
    Map<String, String> signature = Map.of("protected", one[0], "signature", one[2]);
    return RunningApi.JSON.writeValueAsString(
        Map.of("payload", one[1], "signatures", List.of(signature, signature), "v", "1.0"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgeries")
  void refusesForgeries(String what, String code, Supplier<String> token) {
    HttpResponse<String> answer = oidc.me(token.get());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
    assertThat(code(answer)).isEqualTo(code);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
        .isEqualTo("Bearer realm=\"cadre\", error=\"invalid_token\"");
    assertThat(oidc.far.requests()).noneMatch(asked -> asked.contains("attackers"));
  }
}
