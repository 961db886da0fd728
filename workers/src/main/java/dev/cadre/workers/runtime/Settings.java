package dev.cadre.workers.runtime;

import dev.cadre.activities.llm.LocalModelSettings;
import dev.cadre.activities.llm.ProviderSettings;
import dev.cadre.activities.tool.HttpToolSettings;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.runtime.BoundSettings;
import dev.cadre.stores.runtime.PostgresSettings;
import dev.cadre.stores.runtime.TemporalSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The worker's settings; a key that none of them knows fails the start. */
@Configuration(proxyBeanMethods = false)
class Settings {

  @Bean
  WorkerSettings workerSettings(Environment environment) {
    return BoundSettings.bind(environment, "cadre.worker", WorkerSettings.class);
  }

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
  ProviderSettings providerSettings(Environment environment) {
    return BoundSettings.bind(environment, "cadre.providers", ProviderSettings.class);
  }

  @Bean
  LocalModelSettings localModelSettings(Environment environment) {
    return BoundSettings.bind(environment, "cadre.model", LocalModelSettings.class);
  }

  @Bean
  HttpToolSettings httpToolSettings(Environment environment) {
    return BoundSettings.bind(environment, "cadre.tools.http", HttpToolSettings.class);
  }

  @Bean
  CooldownSettings cooldownSettings(Environment environment) {
    boolean enabled = environment.getProperty("cadre.cooldown.enabled", Boolean.class, true);
    return new CooldownSettings(enabled);
  }
}
