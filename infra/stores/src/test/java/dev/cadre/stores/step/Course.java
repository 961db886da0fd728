package dev.cadre.stores.step;

import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.runtime.TestStore;
import java.time.Clock;

/** The ways in which an attempt's rows are written. */
enum Course {
  /** One statement where all is ordinary. */
  ORDINARY,
  /** Always a transaction. */
  FULL;

  Attempts attempts(TestStore store, CooldownSettings cooldown, Clock clock) {
    return switch (this) {
      case ORDINARY ->
          new PostgresAttempts(store.postgres(), store.keys(), cooldown, clock, new RecentValues());
      case FULL -> PostgresAttempts.inTransactions(store.postgres(), store.keys(), cooldown, clock);
    };
  }
}
