package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** With a key that stands in the database, opened by a vault. */
class AddressHashIT {

  private static final String ADDRESS = "192.0.2.7";
  private static final Duration PAUSE = Duration.ofMillis(400);

  private final TestStore store = TestStore.open();
  private final WatchedKeys vault = new WatchedKeys(store.vault());
  private final SetClock clock = new SetClock();

  /** With nothing in memory. */
  private AddressHash process() {
    return AddressHash.of(new ScopeKeys(store.postgres(), vault, clock), PAUSE);
  }

  private static String hash(AddressHash hashes) {
    return hashes.of(TenantId.DEMO, ADDRESS).block();
  }

  @Test
  void isTheSameInEachProcess() {
    assertThat(hash(process())).matches("[0-9a-f]{64}").isEqualTo(hash(process()));
    assertThat(hash(process()))
        .isNotEqualTo(process().of(TenantId.DEMO, "192.0.2.8").block())
        .isNotEqualTo(process().of(TenantId.NONE, ADDRESS).block());
  }

  @Test
  void asksTheVaultOnce() {
    AddressHash hashes = process();
    String first = hash(hashes);
    int asked = vault.unwraps.get();
    for (int i = 0; i < 100; i++) {
      clock.forward(Duration.ofHours(1));
      assertThat(hash(hashes)).isEqualTo(first);
    }
    assertThat(vault.unwraps).hasValue(asked);
    assertThat(vault.onThreadsThatMustNotBlock).hasValue(0);
  }

  @Test
  void isUnknownWhileTheVaultIsAwayAndAsksAgainAfterAWhileOnly() throws InterruptedException {
    String known = hash(process());
    vault.beforeUnwrap.set(() -> {
      throw new KeyUnavailable("away");
    });
    AddressHash hashes = process();

    assertThat(hash(hashes)).isNull();
    // It is back, but not asked yet.
    assertThat(hash(hashes)).isNull();

    Thread.sleep(PAUSE.multipliedBy(2));
    assertThat(hash(hashes)).isEqualTo(known);
  }
}
