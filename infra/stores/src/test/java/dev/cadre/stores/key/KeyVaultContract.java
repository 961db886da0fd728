package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.key.KeyVault.Versions;
import dev.cadre.stores.key.KeyVault.Wrapped;
import dev.cadre.workflows.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.assertj.core.data.TemporalUnitWithinOffset;
import org.junit.jupiter.api.Test;

/** What every key vault does. */
interface KeyVaultContract {

  String BINDING = "tenant|plan/1|dek|1";

  KeyVault vault();

  /** A tenant that has no key yet. */
  static TenantId tenant() {
    return new TenantId(UUID.randomUUID());
  }

  @Test
  default void opensWhatItWrapped() {
    TenantId tenant = tenant();
    byte[] key = AesGcm.randomKey();

    Wrapped wrapped = vault().wrap(tenant, key, BINDING);

    assertThat(wrapped.version()).isEqualTo(1);
    assertThat(vault().unwrap(tenant, wrapped, BINDING)).isEqualTo(key);
  }

  @Test
  default void wrapsTheSameKeyDifferentlyEachTime() {
    TenantId tenant = tenant();
    byte[] key = AesGcm.randomKey();

    byte[] once = vault().wrap(tenant, key, BINDING).bytes();
    byte[] again = vault().wrap(tenant, key, BINDING).bytes();

    assertThat(once).isNotEqualTo(again);
    assertThat(HexFormat.of().formatHex(once)).doesNotContain(HexFormat.of().formatHex(key));
  }

  @Test
  default void opensNothingUnderAnotherBinding() {
    TenantId tenant = tenant();
    Wrapped wrapped = vault().wrap(tenant, AesGcm.randomKey(), BINDING);

    assertThatThrownBy(() -> vault().unwrap(tenant, wrapped, BINDING + "1"))
        .isInstanceOf(KeyGone.class);
  }

  @Test
  default void opensNothingOfAnotherTenant() {
    TenantId other = tenant();
    vault().wrap(other, AesGcm.randomKey(), BINDING);
    Wrapped wrapped = vault().wrap(tenant(), AesGcm.randomKey(), BINDING);

    assertThatThrownBy(() -> vault().unwrap(other, wrapped, BINDING)).isInstanceOf(KeyGone.class);
  }

  @Test
  default void opensNothingThatWasChanged() {
    TenantId tenant = tenant();
    byte[] bytes = vault().wrap(tenant, AesGcm.randomKey(), BINDING).bytes();
    // Another letter of base64, another byte of ciphertext.
    bytes[bytes.length - 6] = (byte) (bytes[bytes.length - 6] == 'A' ? 'B' : 'A');

    assertThatThrownBy(() -> vault().unwrap(tenant, new Wrapped(1, bytes), BINDING))
        .isInstanceOf(KeyGone.class);
  }

  @Test
  default void wrapsWithTheNewestVersionAndOpensTheOlder() {
    TenantId tenant = tenant();
    byte[] key = AesGcm.randomKey();
    Wrapped old = vault().wrap(tenant, key, BINDING);

    assertThat(vault().rotate(tenant).latest()).isEqualTo(2);

    assertThat(vault().wrap(tenant, key, BINDING).version()).isEqualTo(2);
    assertThat(vault().unwrap(tenant, old, BINDING)).isEqualTo(key);
  }

  @Test
  default void wrapsAnewWithoutChangingTheKey() {
    TenantId tenant = tenant();
    byte[] key = AesGcm.randomKey();
    Wrapped old = vault().wrap(tenant, key, BINDING);
    vault().rotate(tenant);

    Wrapped anew = vault().rewrap(tenant, old, BINDING);

    assertThat(anew.version()).isEqualTo(2);
    assertThat(vault().unwrap(tenant, anew, BINDING)).isEqualTo(key);
    assertThat(vault().unwrap(tenant, old, BINDING)).isEqualTo(key);
    assertThatThrownBy(() -> vault().rewrap(tenant, old, "another")).isInstanceOf(KeyGone.class);
  }

  @Test
  default void tellsWhereAKeyStands() {
    TenantId tenant = tenant();
    assertThatThrownBy(() -> vault().versions(tenant)).isInstanceOf(KeyGone.class);
    vault().wrap(tenant, AesGcm.randomKey(), BINDING);
    vault().rotate(tenant);
    vault().rotate(tenant);
    vault().setMinimum(tenant, 2);

    Versions versions = vault().versions(tenant);

    assertThat(versions.latest()).isEqualTo(3);
    assertThat(versions.least()).isEqualTo(2);
    assertThat(versions.since())
        .isCloseTo(Instant.now(), new TemporalUnitWithinOffset(60, ChronoUnit.SECONDS));
  }

  @Test
  default void opensNothingUnderTheMinimum() {
    TenantId tenant = tenant();
    Wrapped old = vault().wrap(tenant, AesGcm.randomKey(), BINDING);
    vault().rotate(tenant);
    Wrapped kept = vault().rewrap(tenant, old, BINDING);

    vault().setMinimum(tenant, 2);
    vault().setMinimum(tenant, 1);

    assertThatThrownBy(() -> vault().unwrap(tenant, old, BINDING)).isInstanceOf(KeyGone.class);
    assertThat(vault().unwrap(tenant, kept, BINDING)).hasSize(32);
    assertThat(vault().versions(tenant).least()).isEqualTo(2);
    assertThatThrownBy(() -> vault().setMinimum(tenant, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  default void trimsForEver() {
    TenantId tenant = tenant();
    Wrapped old = vault().wrap(tenant, AesGcm.randomKey(), BINDING);
    vault().rotate(tenant);
    Wrapped kept = vault().rewrap(tenant, old, BINDING);
    vault().setMinimum(tenant, 2);

    vault().trim(tenant);
    vault().trim(tenant);
    vault().setMinimum(tenant, 1);

    assertThatThrownBy(() -> vault().unwrap(tenant, old, BINDING)).isInstanceOf(KeyGone.class);
    assertThat(vault().unwrap(tenant, kept, BINDING)).hasSize(32);
  }

  @Test
  default void destroysOneTenantsKeyAndNoOther() {
    TenantId gone = tenant();
    TenantId neighbour = tenant();
    Wrapped lost = vault().wrap(gone, AesGcm.randomKey(), BINDING);
    Wrapped kept = vault().wrap(neighbour, AesGcm.randomKey(), BINDING);

    vault().destroy(gone);
    vault().destroy(gone);

    assertThatThrownBy(() -> vault().unwrap(gone, lost, BINDING)).isInstanceOf(KeyGone.class);
    assertThatThrownBy(() -> vault().versions(gone)).isInstanceOf(KeyGone.class);
    assertThat(vault().unwrap(neighbour, kept, BINDING)).hasSize(32);
  }

  @Test
  default void opensNothingOfBeforeWithAKeyThatFollowsADestroyedOne() {
    TenantId tenant = tenant();
    Wrapped lost = vault().wrap(tenant, AesGcm.randomKey(), BINDING);
    vault().destroy(tenant);

    Wrapped fresh = vault().wrap(tenant, AesGcm.randomKey(), BINDING);

    assertThat(vault().unwrap(tenant, fresh, BINDING)).hasSize(32);
    assertThatThrownBy(() -> vault().unwrap(tenant, lost, BINDING)).isInstanceOf(KeyGone.class);
  }

  @Test
  default void waitsForAVersionThatMayYetComeBack() {
    TenantId tenant = tenant();
    Wrapped wrapped = vault().wrap(tenant, AesGcm.randomKey(), BINDING);
    byte[] bytes =
        new String(wrapped.bytes(), StandardCharsets.ISO_8859_1)
            .replaceFirst("^vault:v1:", "vault:v7:")
            .getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> vault().unwrap(tenant, new Wrapped(7, bytes), BINDING))
        .isInstanceOf(KeyUnavailable.class);
  }

  @Test
  default void rotatesUnderReadersAndWriters() throws Exception {
    TenantId tenant = tenant();
    byte[] key = AesGcm.randomKey();
    Wrapped old = vault().wrap(tenant, key, BINDING);
    AtomicBoolean over = new AtomicBoolean();
    Callable<Integer> reader =
        () -> {
          int read = 0;
          do {
            assertThat(vault().unwrap(tenant, old, BINDING)).isEqualTo(key);
            Wrapped fresh = vault().wrap(tenant, key, BINDING);
            assertThat(vault().unwrap(tenant, fresh, BINDING)).isEqualTo(key);
            read++;
          } while (!over.get());
          return read;
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var readers = IntStream.range(0, 4).mapToObj(_ -> threads.submit(reader)).toList();
      for (int i = 0; i < 5; i++) {
        vault().rotate(tenant);
      }
      over.set(true);
      for (Future<Integer> each : readers) {
        assertThat(each.get()).isPositive();
      }
    }
    assertThat(vault().versions(tenant).latest()).isEqualTo(6);
  }
}
