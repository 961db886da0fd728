package dev.cadre.stores.runtime;

import dev.cadre.stores.key.KeySettings;
import dev.cadre.stores.key.LocalKeys;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.llm.WorkerLeases;
import java.time.Clock;
import java.util.Objects;
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

  @Bean
  KeySettings keySettings(Environment environment) {
    return BoundSettings.require(
        environment, "cadre.keys", KeySettings.class, "master-file", "the path of the master key");
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
  ScopeKeys scopeKeys(Postgres postgres, KeySettings settings, Clock clock) {
    return new ScopeKeys(
        postgres, LocalKeys.at(Objects.requireNonNull(settings.masterFile()), clock), clock);
  }

  @Bean
  WorkerLeases workerLeases(Postgres postgres) {
    return new WorkerLeases(postgres);
  }
}
