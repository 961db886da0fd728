package dev.cadre.stores.key;

import static dev.cadre.stores.key.KeyVaultContract.BINDING;
import static dev.cadre.stores.key.KeyVaultContract.tenant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.key.KeyVault.Wrapped;
import dev.cadre.testkit.key.TestKeys;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LocalKeysTest {

  private final Path master = TestKeys.master();
  private final Path store = master.resolveSibling(master.getFileName() + LocalKeys.KEYSTORE);

  /** As the launcher makes it: the keystore begins with the master. */
  @Nested
  class OfANewInstallation implements KeyVaultContract {

    private final LocalKeys keys = fresh();

    @Override
    public KeyVault vault() {
      return keys;
    }

    @Test
    void derivesNoVersionFromTheMaster() throws IOException {
      TenantId tenant = tenant();
      Wrapped wrapped = keys.wrap(tenant, AesGcm.randomKey(), BINDING);
      Files.delete(store);

      assertThatThrownBy(() -> LocalKeys.at(master).unwrap(tenant, wrapped, BINDING))
          .isInstanceOf(KeyGone.class);
    }
  }

  private LocalKeys fresh() {
    try {
      Files.write(store, Keystore.HEAD);
      return LocalKeys.at(master);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A master of before there were keystores: what it wrapped must open for ever. */
  @Test
  void opensWhatWasWrappedBeforeThereWereVersions() throws IOException {
    Files.write(master, HexFormat.of().parseHex("00112233445566778899aabbccddeeff".repeat(2)));
    byte[] wrapped =
        HexFormat.of()
            .parseHex(
                "3f071e51421bf56154d594af69b089c782726a22cad024b3324873abe69a"
                    + "c32bdaa1be135383c838fc8bf84ae10dcfd3c532cccaa6d2b35a463ee62d");

    LocalKeys keys = LocalKeys.at(master);
    TenantId tenant = TenantId.DEMO;

    assertThat(keys.unwrap(tenant, new Wrapped(1, wrapped), BINDING))
        .asString(StandardCharsets.US_ASCII)
        .isEqualTo("a data key of thirty-two bytes..");
    assertThat(keys.wrap(tenant, new byte[32], BINDING).version()).isEqualTo(1);
    assertThat(keys.rotate(tenant).latest()).isEqualTo(2);
    assertThat(keys.unwrap(tenant, new Wrapped(1, wrapped), BINDING)).hasSize(32);
    keys.setMinimum(tenant, 2);
    keys.trim(tenant);
    assertThatThrownBy(() -> LocalKeys.at(master).unwrap(tenant, new Wrapped(1, wrapped), BINDING))
        .isInstanceOf(KeyGone.class);
  }

  @Test
  void countsTheAgeOfADerivedKeyFromTheKeystoresFirstDay() {
    SetClock clock = new SetClock();
    TenantId tenant = tenant();
    LocalKeys keys = LocalKeys.at(master, clock);
    Instant begin = clock.instant();
    assertThat(keys.versions(tenant)).isEqualTo(new KeyVault.Versions(1, 1, begin));

    clock.forward(Duration.ofDays(30));
    assertThat(LocalKeys.at(master, clock).versions(tenant).since()).isEqualTo(begin);
  }

  @Test
  void goesOnWhereTheKeystoreCannotBeWritten() throws IOException {
    Path folder = Files.createDirectory(master.resolveSibling(master.getFileName() + ".d"));
    Path readOnly = Files.copy(master, folder.resolve("master.key"));
    Files.createDirectory(folder.resolve("master.key.store.lock"));
    LocalKeys keys = LocalKeys.at(readOnly);
    TenantId tenant = tenant();

    assertThat(keys.unwrap(tenant, keys.wrap(tenant, new byte[32], BINDING), BINDING)).hasSize(32);
    assertThatThrownBy(() -> keys.rotate(tenant)).isInstanceOf(KeyUnavailable.class);
  }

  @Test
  void destroysAlsoAKeyThatWasDerived() {
    LocalKeys keys = LocalKeys.at(master);
    TenantId tenant = tenant();
    Wrapped wrapped = keys.wrap(tenant, new byte[32], BINDING);

    keys.destroy(tenant);

    assertThatThrownBy(() -> keys.unwrap(tenant, wrapped, BINDING)).isInstanceOf(KeyGone.class);
    assertThat(keys.wrap(tenant, new byte[32], BINDING).version()).isEqualTo(2);
  }

  @Test
  void keepsTheKeystoreSealedAndForItsOwnerAlone() throws IOException {
    LocalKeys keys = fresh();
    TenantId tenant = tenant();
    keys.rotate(tenant);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(store, StandardCharsets.ISO_8859_1))
        .startsWith("CADRE-KEYSTORE 1\n")
        .doesNotContain(tenant.toString());
  }

  @Test
  void seesAtOnceWhatAnotherProcessChanged() {
    LocalKeys api = fresh();
    LocalKeys worker = LocalKeys.at(master);
    TenantId tenant = tenant();
    Wrapped wrapped = api.wrap(tenant, new byte[32], BINDING);

    worker.rotate(tenant);
    assertThat(api.wrap(tenant, new byte[32], BINDING).version()).isEqualTo(2);
    worker.setMinimum(tenant, 2);
    worker.trim(tenant);

    assertThatThrownBy(() -> api.unwrap(tenant, wrapped, BINDING)).isInstanceOf(KeyGone.class);
  }

  @Test
  void losesNoChangeOfSeveralWriters() throws Exception {
    fresh();
    TenantId tenant = tenant();
    try (var threads = Executors.newFixedThreadPool(4)) {
      var changes =
          IntStream.range(0, 20)
              .mapToObj(_ -> threads.submit(() -> LocalKeys.at(master).rotate(tenant)))
              .toList();
      for (var change : changes) {
        change.get();
      }
    }
    assertThat(LocalKeys.at(master).versions(tenant).latest()).isEqualTo(21);
  }

  @Test
  void opensNothingWithADamagedKeystoreOrAnotherMaster() throws IOException {
    LocalKeys keys = fresh();
    TenantId tenant = tenant();
    Wrapped wrapped = keys.wrap(tenant, new byte[32], BINDING);
    byte[] whole = Files.readAllBytes(store);

    Files.write(store, Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> keys.unwrap(tenant, wrapped, BINDING))
        .isInstanceOf(KeyUnavailable.class)
        .hasMessageContaining(store.toString());

    Files.write(store, whole);
    assertThat(keys.unwrap(tenant, wrapped, BINDING)).hasSize(32);
    Files.write(master, AesGcm.randomKey());
    assertThatThrownBy(() -> LocalKeys.at(master).unwrap(tenant, wrapped, BINDING))
        .isInstanceOf(KeyUnavailable.class);
  }

  @Test
  void saysWhichFileIsNoMasterKey() throws IOException {
    Files.write(master, new byte[31]);
    assertThatThrownBy(() -> LocalKeys.at(master))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(master.toString());
    Files.delete(master);
    assertThatThrownBy(() -> LocalKeys.at(master)).hasMessageContaining("cadre.keys.master-file");
  }
}
