package dev.cadre.stores.runtime;

import dev.cadre.stores.key.KeyAccess;
import dev.cadre.stores.key.KeySettings;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.key.VaultSettings;
import dev.cadre.stores.llm.WorkerLeases;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What every program of Cadre stands on: its settings, PostgreSQL, the keys. */
@Configuration(proxyBeanMethods = false)
public class StoreSetup {

  @Bean
  TemporalSettings temporalSettings(Environment environment) {
    return BoundSettings.bind(environment, "cadre.temporal", TemporalSettings.class);
  }

  @Bean
  PostgresSettings postgresSettings(Environment environment) {
    return BoundSettings.require(
        environment,
        "cadre.postgres",
        PostgresSettings.class,
        "url",
        "r2dbc:postgresql://host:port/database");
  }

  /** With a Vault no master key is needed. */
  @Bean
  KeySettings keySettings(Environment environment) {
    return vault(environment)
        ? BoundSettings.bind(environment, "cadre.keys", KeySettings.class)
        : BoundSettings.require(
            environment,
            "cadre.keys",
            KeySettings.class,
            "master-file",
            "the path of the master key");
  }

  private static boolean vault(Environment environment) {
    return environment.getProperty("cadre.vault.address") != null;
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  Postgres postgres(PostgresSettings settings) {
    return new Postgres(settings);
  }

  @Bean
  KeyAccess keyAccess(Environment environment, KeySettings settings, Clock clock) {
    return vault(environment)
        ? KeyAccess.to(
            BoundSettings.bind(environment, "cadre.vault", VaultSettings.class),
            settings.masterFile(),
            clock)
        : KeyAccess.to(settings, clock);
  }

  @Bean
  ScopeKeys scopeKeys(Postgres postgres, KeyAccess access, Clock clock) {
    return new ScopeKeys(postgres, access.keys(), clock);
  }

  @Bean
  WorkerLeases workerLeases(Postgres postgres) {
    return new WorkerLeases(postgres);
  }
}
