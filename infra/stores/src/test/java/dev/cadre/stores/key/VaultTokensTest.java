package dev.cadre.stores.key;

import static dev.cadre.stores.key.KeyVaultContract.BINDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.key.KeyVault.Wrapped;
import dev.cadre.testkit.vault.FakeVault;
import dev.cadre.testkit.vault.VaultFault;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VaultTokensTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final FakeVault fake = FakeVault.start();
  private final TenantId tenant = KeyVaultContract.tenant();

  @AfterEach
  void close() {
    fake.close();
  }

  private KeyAccess byRole(Duration life, Duration longest) {
    fake.role("worker", "s3cret", life, longest);
    return KeyAccess.to(Vaults.withRole(fake, "worker", Vaults.file("s3cret")), Clock.systemUTC());
  }

  private long asked(String path) {
    return fake.requests().stream().filter(request -> request.path().endsWith(path)).count();
  }

  @Test
  void readsTheSecretIdOnceAndDeletesItsFile() {
    Path file = Vaults.file("s3cret");
    fake.role("worker", "s3cret", HOUR, HOUR);
    try (KeyAccess access =
        KeyAccess.to(Vaults.withRole(fake, "worker", file), Clock.systemUTC())) {
      assertThat(Files.exists(file)).isFalse();
      assertThat(fake.requests()).isEmpty();
      access.keys().wrap(tenant, AesGcm.randomKey(), BINDING);
      fake.revokeTokens();
      access.keys().wrap(tenant, AesGcm.randomKey(), BINDING);
    }
    assertThat(asked("/approle/login")).isEqualTo(2);
    assertThatThrownBy(() -> KeyAccess.to(Vaults.withRole(fake, "worker", file), Clock.systemUTC()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cadre.vault.secret-id-file");
  }

  /** Tokens of 2 s that can be renewed up to 5 s, for 8 s of load. */
  @Test
  void keepsATokenAliveUnderLoad() throws Exception {
    try (KeyAccess access = byRole(Duration.ofSeconds(2), Duration.ofSeconds(5));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      byte[] key = AesGcm.randomKey();
      Wrapped wrapped = access.keys().wrap(tenant, key, BINDING);
      Instant end = Instant.now().plusSeconds(8);
      var readers =
          IntStream.range(0, 4)
              .mapToObj(_ ->
                  threads.submit(() -> {
                    int read = 0;
                    while (Instant.now().isBefore(end)) {
                      assertThat(access.keys().unwrap(tenant, wrapped, BINDING)).isEqualTo(key);
                      read++;
                      Thread.sleep(10);
                    }
                    return read;
                  }))
              .toList();
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isGreaterThan(50);
      }
    }
    assertThat(asked("/renew-self")).isGreaterThanOrEqualTo(3);
    assertThat(asked("/approle/login")).isBetween(2L, 5L);
    // Renewed in time, no reader ever met a refusal and had to look at its token.
    assertThat(asked("/lookup-self")).isZero();
  }

  @Test
  void logsInOnceForAllWhenTheTokenIsRevoked() throws Exception {
    try (KeyAccess access = byRole(HOUR, HOUR);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Wrapped wrapped = access.keys().wrap(tenant, AesGcm.randomKey(), BINDING);
      fake.revokeTokens();
      var readers =
          IntStream.range(0, 20)
              .mapToObj(_ -> threads.submit(() -> access.keys().unwrap(tenant, wrapped, BINDING)))
              .toList();
      for (Future<byte[]> reader : readers) {
        assertThat(reader.get()).hasSize(32);
      }
    }
    assertThat(asked("/approle/login")).isEqualTo(2);
  }

  @Test
  void isUnavailableWhileTheRoleIsRefused() {
    try (KeyAccess access = byRole(HOUR, HOUR)) {
      fake.role("worker", "another", HOUR, HOUR);
      assertThatThrownBy(() -> access.keys().versions(tenant))
          .isInstanceOf(KeyUnavailable.class)
          .hasMessageContaining("400")
          .hasMessageNotContaining("s3cret");
      fake.role("worker", "s3cret", HOUR, HOUR);
      access.keys().wrap(tenant, AesGcm.randomKey(), BINDING);
    }
  }

  @Test
  void renewsAgainAfterAnOutage() throws Exception {
    try (KeyAccess access = byRole(Duration.ofSeconds(2), HOUR)) {
      Wrapped wrapped = access.keys().wrap(tenant, AesGcm.randomKey(), BINDING);
      fake.fail(VaultFault.sealed());
      Thread.sleep(4_000);
      fake.heal();
      Thread.sleep(2_500);
      assertThat(access.keys().unwrap(tenant, wrapped, BINDING)).hasSize(32);
    }
  }

  @Test
  void readsATokenFileAgainWhenItsTokenIsRefused() throws IOException {
    VaultSettings settings = Vaults.withToken(fake, null);
    try (KeyAccess access = KeyAccess.to(settings, Clock.systemUTC())) {
      Wrapped wrapped = access.keys().wrap(tenant, AesGcm.randomKey(), BINDING);
      fake.revokeTokens();
      assertThatThrownBy(() -> access.keys().unwrap(tenant, wrapped, BINDING))
          .isInstanceOf(KeyUnavailable.class);

      Files.writeString(settings.tokenFile(), fake.token(HOUR, false));
      assertThat(access.keys().unwrap(tenant, wrapped, BINDING)).hasSize(32);
    }
  }
}
