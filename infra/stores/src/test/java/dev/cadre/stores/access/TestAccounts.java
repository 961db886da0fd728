package dev.cadre.stores.access;

import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.access.AccountId;
import dev.cadre.workflows.access.Role;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;

/** Accounts for tests. */
public final class TestAccounts {

  private TestAccounts() {}

  /** A new member of the tests' tenant; its name. */
  public static String member(TestStore store) {
    String name = "u" + UUID.randomUUID().toString().substring(0, 8);
    new Accounts(store.postgres(), store.keys(), Clock.systemUTC())
        .create(
            TestStore.TENANT,
            By.SYSTEM,
            new AccountId(UUID.randomUUID()),
            new NewAccount(
                name, Principal.Kind.PERSON, Set.of(Role.MEMBER), null, null, null, null))
        .block();
    return name;
  }
}
