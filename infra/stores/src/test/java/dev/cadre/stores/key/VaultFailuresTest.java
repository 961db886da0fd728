package dev.cadre.stores.key;

import static dev.cadre.stores.key.KeyVaultContract.BINDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cadre.stores.key.KeyVault.Wrapped;
import dev.cadre.testkit.vault.FakeVault;
import dev.cadre.testkit.vault.SeenRequest;
import dev.cadre.testkit.vault.VaultFault;
import dev.cadre.workflows.tenant.TenantId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes instead of an answer, no key comes of it and nothing is lost. */
class VaultFailuresTest {

  private static final Predicate<SeenRequest> TRANSIT =
      request -> request.path().startsWith("/v1/transit/");

  private final FakeVault fake = FakeVault.start();
  private final SetClock clock = new SetClock();
  private final KeyAccess access = KeyAccess.to(Vaults.withToken(fake, null), clock);
  private final KeyVault vault = access.keys();
  private final TenantId tenant = KeyVaultContract.tenant();
  private final byte[] key = AesGcm.randomKey();
  private final Wrapped wrapped = vault.wrap(tenant, key, BINDING);

  @AfterEach
  void close() {
    access.close();
    fake.close();
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        arguments("sealed", VaultFault.sealed()),
        arguments("forbidden", VaultFault.forbidden()),
        arguments("400 of no known kind", VaultFault.status(400, "{\"errors\":[\"bad request\"]}")),
        arguments(
            "400 that is no JSON", VaultFault.status(400, "<html>message authentication failed")),
        arguments(
            "404 of a wrong mount",
            VaultFault.status(404, "{\"errors\":[\"no handler for route\"]}")),
        arguments("412", VaultFault.status(412, "{\"errors\":[]}")),
        arguments("429", VaultFault.status(429, "{\"errors\":[\"rate limited\"]}")),
        arguments("500", VaultFault.status(500, "{\"errors\":[\"internal error\"]}")),
        arguments("502 of a proxy", VaultFault.status(502, "<html>")),
        arguments("a redirect", VaultFault.status(307, "")),
        arguments("202", VaultFault.status(202, "{\"data\":{\"ciphertext\":\"vault:v1:AAAA\"}}")),
        arguments("204", new VaultFault(204, "", "application/json", Duration.ZERO, false)),
        arguments("garbage", VaultFault.garbage()),
        arguments("an empty object", VaultFault.status(200, "{}")),
        arguments("a list", VaultFault.status(200, "[1]")),
        arguments("data of another kind", VaultFault.status(200, "{\"data\":\"vault:v1:AAAA\"}")),
        arguments(
            "an empty text",
            VaultFault.status(200, "{\"data\":{\"ciphertext\":\"\",\"plaintext\":\"\"}}")),
        arguments(
            "null", VaultFault.status(200, "{\"data\":{\"ciphertext\":null,\"plaintext\":null}}")),
        arguments(
            "no ciphertext",
            VaultFault.status(200, "{\"data\":{\"ciphertext\":\"hello\",\"plaintext\":\"%%%\"}}")),
        arguments(
            "a page that looks like an answer",
            VaultFault.wrongType(
                "{\"data\":{\"ciphertext\":\"vault:v1:AAAA\",\"plaintext\":\"AAAA\"}}")),
        arguments("slow", VaultFault.slow(Vaults.TIMEOUT.multipliedBy(3))),
        arguments("stalled in the body", VaultFault.stalled()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void isUnavailableAndHeals(String name, VaultFault fault) {
    fake.fail(fault, TRANSIT);
    Instant begin = Instant.now();

    assertThatThrownBy(() -> vault.unwrap(tenant, wrapped, BINDING))
        .isInstanceOf(KeyUnavailable.class);
    assertThatThrownBy(() -> vault.wrap(tenant, key, BINDING)).isInstanceOf(KeyUnavailable.class);
    assertThatThrownBy(() -> vault.versions(tenant)).isInstanceOf(KeyUnavailable.class);

    assertThat(Duration.between(begin, Instant.now())).isLessThan(Vaults.TIMEOUT.multipliedBy(5));
    fake.heal();
    assertThat(vault.unwrap(tenant, wrapped, BINDING)).isEqualTo(key);
  }

  @Test
  void isUnavailableWhenNobodyListens() {
    fake.close();

    assertThatThrownBy(() -> vault.unwrap(tenant, wrapped, BINDING))
        .isInstanceOf(KeyUnavailable.class)
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void asksNoMoreForAWhileAfterSomeFailures() {
    fake.fail(VaultFault.sealed());
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> vault.unwrap(tenant, wrapped, BINDING))
          .isInstanceOf(KeyUnavailable.class);
    }
    int asked = fake.requests().size();
    assertThat(fake.requests().stream().filter(TRANSIT)).hasSizeLessThan(10);

    fake.heal();
    assertThatThrownBy(() -> vault.unwrap(tenant, wrapped, BINDING))
        .hasMessageContaining("not asked now");
    assertThat(fake.requests()).hasSize(asked);

    clock.forward(Duration.ofSeconds(3));
    assertThat(vault.unwrap(tenant, wrapped, BINDING)).isEqualTo(key);
  }

  @Test
  void goesOnAskingThoughThingsAreRefused() {
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> vault.unwrap(tenant, wrapped, "another"))
          .isInstanceOf(KeyGone.class);
    }
    assertThat(vault.unwrap(tenant, wrapped, BINDING)).isEqualTo(key);
  }

  @Test
  void takesNoNewTokenBecauseOneThingIsForbidden() {
    fake.fail(VaultFault.forbidden(), request -> request.path().endsWith("/trim"));
    vault.rotate(tenant);
    vault.setMinimum(tenant, 2);

    assertThatThrownBy(() -> vault.trim(tenant)).isInstanceOf(KeyUnavailable.class);

    assertThat(fake.requests())
        .extracting(request -> request.path().replaceAll("t-[^/]*", "t"))
        .endsWith("/v1/transit/keys/t/trim", "/v1/auth/token/lookup-self");
  }

  @Test
  void showsNeitherKeysNorTokensInItsFailures() {
    String echo =
        "{\"errors\":[\"CANARY\"],\"data\":{\"plaintext\":\"CANARY!\",\"ciphertext\":\"CANARY\"}}";
    for (int status : new int[] {200, 202, 400, 403, 404, 500, 503}) {
      fake.fail(VaultFault.status(status, echo), TRANSIT);
      assertThatThrownBy(() -> vault.unwrap(tenant, wrapped, BINDING))
          .satisfies(failure -> assertThat(trace(failure)).doesNotContain("CANARY"));
      clock.forward(Duration.ofMinutes(1));
    }
    String token = fake.requests().getLast().headers().get("x-vault-token");
    assertThat(token).startsWith("hvs.");
    fake.fail(VaultFault.stalled());
    assertThatThrownBy(() -> vault.unwrap(tenant, wrapped, BINDING))
        .satisfies(failure -> assertThat(trace(failure)).doesNotContain(token));
  }

  static String trace(Throwable failure) {
    var text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void asksLaterWhenItStartsWithoutAVault() {
    fake.fail(VaultFault.sealed());
    try (KeyAccess late = KeyAccess.to(Vaults.withToken(fake, null), Clock.systemUTC())) {
      assertThatThrownBy(() -> late.keys().unwrap(tenant, wrapped, BINDING))
          .isInstanceOf(KeyUnavailable.class);
      fake.heal();
      assertThat(late.keys().unwrap(tenant, wrapped, BINDING)).isEqualTo(key);
    }
  }
}
