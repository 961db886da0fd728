package dev.cadre.api;

import static dev.cadre.api.OidcApi.code;
import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.identity.FakeIdentityProvider;
import dev.cadre.testkit.identity.TestKey;
import dev.cadre.testkit.identity.TestToken;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Access tokens of identity providers, and whose accounts they lead to (SEC-01). */
class AccessTokensIT {

  @RegisterExtension static final OidcApi oidc = OidcApi.start();

  private static final FakeIdentityProvider CORP = oidc.corp;
  private static final long NOW = Instant.now().getEpochSecond();

  @BeforeAll
  static void accounts() {
    oidc.account("ada", "ada-1", "member");
    oidc.farAccount("ada", oidc.far.issuer(), "ada-1");
  }

  private static TestToken good() {
    return CORP.token("ada-1");
  }

  @Test
  void refusesAHugeToken() {
    String huge = good().claim("more", "x".repeat(6_000)).by(CORP.key());
    assertThat(oidc.me(huge).statusCode()).as("over the server's 8 KiB of headers").isEqualTo(431);
    String large = good().claim("more", "x".repeat(4_000)).by(CORP.key());
    assertThat(oidc.me(large).statusCode()).isEqualTo(200);
  }

  @Test
  void letsIn() {
    for (TestToken token :
        List.of(
            good(),
            good().header("typ", "JWT"),
            good().header("typ", null),
            good().claim("aud", List.of("another", FakeIdentityProvider.AUDIENCE)),
            good().claim("exp", NOW - 30),
            good().claim("nbf", NOW + 30))) {
      HttpResponse<String> me = oidc.me(token.by(CORP.key()));
      assertThat(me.statusCode()).as(me.body()).isEqualTo(200);
      assertThat(tree(me).path("name").asString()).isEqualTo("ada");
    }
  }

  @Test
  void takesEachAlgorithmOfTheList() {
    List<TestKey> keys =
        List.of(TestKey.rsa("pss", "PS256", 2048), TestKey.ec("ec"), TestKey.ed25519("ed"));
    keys.forEach(oidc.open::alsoPublish);
    for (TestKey key : keys) {
      HttpResponse<String> me = oidc.me(oidc.open.token("algo").by(key));
      assertThat(me.statusCode()).as(key.algorithm() + " " + me.body()).isEqualTo(200);
      String other = oidc.open.token("other").by(key);
      String mixed =
          oidc.open.token("algo").by(key).replaceFirst("[^.]*$", "")
              + other.substring(other.lastIndexOf('.') + 1);
      assertThat(code(oidc.me(mixed))).as(key.algorithm()).isEqualTo("TOKEN_SIGNATURE_INVALID");
    }
  }

  @Test
  void takesNoShortKey() {
    TestKey weak = TestKey.rsa("weak", "RS256", 1024);
    oidc.far.alsoPublish(weak);
    assertThat(code(oidc.me(oidc.far.token("ada-1").by(weak))))
        .isEqualTo("TOKEN_SIGNATURE_INVALID");
  }

  @Test
  void keepsAnIssuerInItsTenant() {
    HttpResponse<String> me = oidc.me(oidc.far.accessToken("ada-1"));
    assertThat(tree(me).path("tenant").asString()).isEqualTo(OidcApi.FAR_TENANT);
    assertThat(tree(oidc.me(CORP.accessToken("ada-1"))).path("tenant").asString())
        .isNotEqualTo(OidcApi.FAR_TENANT);
  }

  @Test
  void letsNobodyInWhoseAccountIsDisabled() {
    oidc.account("dan", "dan-1", "member");
    assertThat(oidc.me(CORP.accessToken("dan-1")).statusCode()).isEqualTo(200);
    oidc.api.sql("update account set status = 'DISABLED' where subject = 'dan-1'");
    assertThat(code(oidc.me(CORP.accessToken("dan-1")))).isEqualTo("ACCOUNT_DISABLED");
  }

  @Test
  void makesOneAccountForRequestsAtOnce() {
    String token = oidc.open.accessToken("many-1");
    List<String> names =
        IntStream.range(0, 8)
            .mapToObj(_ -> CompletableFuture.supplyAsync(() -> tree(oidc.me(token))))
            .toList()
            .stream()
            .map(me -> me.join().path("name").asString(""))
            .distinct()
            .toList();
    assertThat(names).containsExactly("many-1");
    assertThat(oidc.api.count("account where subject = 'many-1'")).isEqualTo(1);
  }

  @Test
  void makesAnAccountWhereTheIssuerMaySo() {
    TestToken token =
        oidc.open
            .token("zoe-1")
            .claim("preferred_username", "Zoë.Doe@acme.com")
            .claim("email", "zoe@acme.com")
            .claim("email_verified", true)
            .claim("realm_access", Map.of("roles", List.of("reviewer", "owner", "offline_access")));
    HttpResponse<String> me = oidc.me(token.by(oidc.open.key()));
    assertThat(tree(me).path("name").asString()).as(me.body()).isEqualTo("zoe.doe");
    assertThat(tree(me).path("roles").valueStream().map(n -> n.asString()).toList())
        .as("owner needs a setting")
        .containsExactly("reviewer");

    TestToken namesake =
        oidc.open
            .token("zoe-2")
            .claim("preferred_username", "zoe.doe")
            .claim("email", "zoe@acme.com");
    HttpResponse<String> second = oidc.me(namesake.by(oidc.open.key()));
    assertThat(tree(second).path("name").asString()).matches("zoe\\.doe-[0-9a-f]{8}");
    HttpResponse<String> account =
        oidc.api.get("/v1/accounts/" + tree(second).path("name").asString(), OWNER);
    assertThat(tree(account).path("email").isNull()).as("not verified").isTrue();
    assertThat(tree(second).path("roles").get(0).asString()).isEqualTo("member");
  }
}
