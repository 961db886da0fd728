package dev.cadre.api;

import static dev.cadre.api.OidcApi.code;
import static dev.cadre.api.RunningApi.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.testkit.identity.FakeIdentityProvider;
import dev.cadre.testkit.identity.TestKey;
import dev.cadre.testkit.key.TestKeys;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Providers that change their keys, are slow or down, or lie about who they are. */
class IdentityProvidersIT {

  private static final String KEYS = "/keys";
  private static final String DISCOVERY = "/.well-known/openid-configuration";

  @RegisterExtension static final OidcApi oidc = OidcApi.start();

  @Test
  void findsANewKeyAndForgetsTheOldWithoutBeingHammered() {
    FakeIdentityProvider corp = oidc.corp;
    oidc.account("ada", "ada-1", "member");
    String old = corp.accessToken("ada-1");
    for (int i = 0; i < 5; i++) {
      assertThat(oidc.me(old).statusCode()).isEqualTo(200);
    }
    assertThat(corp.asked(KEYS)).isEqualTo(1);
    assertThat(corp.asked(DISCOVERY)).isEqualTo(1);

    corp.rotate(TestKey.ec("second"));
    assertThat(oidc.me(corp.accessToken("ada-1")).statusCode()).isEqualTo(200);
    assertThat(corp.asked(KEYS)).isEqualTo(2);
    assertThat(code(oidc.me(old))).isEqualTo("TOKEN_SIGNATURE_INVALID");

    for (int i = 0; i < 50; i++) {
      String random = corp.token("ada-1").by(TestKey.ed25519(UUID.randomUUID().toString()));
      assertThat(code(oidc.me(random))).isEqualTo("TOKEN_SIGNATURE_INVALID");
    }
    assertThat(corp.asked(KEYS)).as("three times a minute").isLessThanOrEqualTo(5);
    assertThat(oidc.me(corp.accessToken("ada-1")).statusCode()).isEqualTo(200);
  }

  @Test
  void answersOthersWhileAProviderIsDown() throws InterruptedException {
    FakeIdentityProvider far = oidc.far.down(true);
    oidc.farAccount("bob", far.issuer(), "bob-1");
    HttpResponse<String> answer = oidc.me(far.accessToken("bob-1"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(code(answer)).isEqualTo("IDENTITY_UNAVAILABLE");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    long asked = far.requests().size();
    for (int i = 0; i < 5; i++) {
      oidc.me(far.accessToken("bob-1"));
    }
    assertThat((long) far.requests().size()).as("not asked at once again").isEqualTo(asked);
    assertThat(oidc.api.get("/health/ready", null).body()).contains("migrations");
    assertThat(oidc.me(OWNER).statusCode()).isEqualTo(200);

    far.down(false).lieAboutIssuer("http://127.0.0.1:1");
    Thread.sleep(1_100);
    assertThat(code(oidc.me(far.accessToken("bob-1")))).isEqualTo("IDENTITY_UNAVAILABLE");

    far.lieAboutIssuer("");
    Thread.sleep(1_100);
    assertThat(oidc.me(far.accessToken("bob-1")).statusCode()).isEqualTo(200);
    far.down(true);
    assertThat(oidc.me(far.accessToken("bob-1")).statusCode())
        .as("its keys are known")
        .isEqualTo(200);
  }

  @Test
  void doesNotStartWithAProviderThatAnybodyCouldBe() {
    assertThatThrownBy(() ->
            new SpringApplicationBuilder(CadreApi.class)
                .run(
                    "--server.port=0",
                    "--cadre.postgres.url=r2dbc:postgresql://127.0.0.1:1/none",
                    "--cadre.postgres.username=nobody",
                    "--cadre.postgres.password=none",
                    "--cadre.keys.master-file=" + TestKeys.master(),
                    "--cadre.identity.corp.issuer=http://id.acme.com",
                    "--cadre.identity.corp.audience=cadre",
                    "--cadre.identity.corp.tenant=" + OidcApi.FAR_TENANT))
        .hasStackTraceContaining("http://id.acme.com is not https");
  }

  @Test
  void doesNotWaitForEverForASlowOne() {
    FakeIdentityProvider open = oidc.open.slow(Duration.ofSeconds(30));
    Instant start = Instant.now();
    assertThat(code(oidc.me(open.accessToken("carl")))).isEqualTo("IDENTITY_UNAVAILABLE");
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(15));
  }
}
