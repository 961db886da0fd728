package dev.cadre.stores.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.access.ApiKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a key was used last. */
class KeyUseIT {

  private final TestStore store = TestStore.open();
  private final Clock clock = Clock.systemUTC();
  private final ApiKeys keys = new ApiKeys(store.postgres(), clock);
  private final Principals principals = new Principals(store.postgres(), clock);
  private final ApiKey key = key();

  private ApiKey key() {
    return keys.create(
            TestStore.TENANT,
            By.SYSTEM,
            new ApiKeys.NewKey(TestAccounts.member(store), "first", null, Duration.ofDays(1)))
        .block();
  }

  @Test
  void isToldOfAKey() {
    assertThat(keys.one(TestStore.TENANT, key.id()).block().lastUsedAt()).isNull();

    principals.holder(key).block();

    assertThat(keys.one(TestStore.TENANT, key.id()).block().lastUsedAt()).isNotNull();
  }

  @Test
  void letsNoRequestWaitForAnotherThatTellsIt() throws SQLException {
    try (Connection other = store.asSuperuser()) {
      other.setAutoCommit(false);
      try (var held = other.prepareStatement("select from api_key where id = ? for update")) {
        held.setObject(1, key.id());
        held.execute();

        assertThat(principals.holder(key).block(Duration.ofSeconds(5))).isNotNull();
      }
      other.rollback();
    }
  }
}
