package dev.cadre.workers.runtime;

import dev.cadre.activities.llm.LocalModelSettings;
import dev.cadre.activities.llm.ProviderSettings;
import dev.cadre.activities.tool.HttpToolSettings;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.runtime.PostgresSettings;
import dev.cadre.stores.runtime.TemporalSettings;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The worker's settings; a key that none of them knows fails the start. */
@Configuration(proxyBeanMethods = false)
class Settings {

  @Bean
  WorkerSettings workerSettings(Environment environment) {
    return bind(environment, "cadre.worker", WorkerSettings.class);
  }

  @Bean
  TemporalSettings temporalSettings(Environment environment) {
    return bind(environment, "cadre.temporal", TemporalSettings.class);
  }

  @Bean
  PostgresSettings postgresSettings(Environment environment) {
    require(environment, "cadre.postgres.url", "r2dbc:postgresql://host:port/database");
    return bind(environment, "cadre.postgres", PostgresSettings.class);
  }

  @Bean
  KeySettings keySettings(Environment environment) {
    require(environment, "cadre.keys.master-file", "the path of the master key");
    return bind(environment, "cadre.keys", KeySettings.class);
  }

  @Bean
  ProviderSettings providerSettings(Environment environment) {
    return bind(environment, "cadre.providers", ProviderSettings.class);
  }

  @Bean
  LocalModelSettings localModelSettings(Environment environment) {
    return bind(environment, "cadre.model", LocalModelSettings.class);
  }

  @Bean
  HttpToolSettings httpToolSettings(Environment environment) {
    return bind(environment, "cadre.tools.http", HttpToolSettings.class);
  }

  @Bean
  CooldownSettings cooldownSettings(Environment environment) {
    boolean enabled = environment.getProperty("cadre.cooldown.enabled", Boolean.class, true);
    return new CooldownSettings(enabled);
  }

  private static void require(Environment environment, String name, String example) {
    if (environment.getProperty(name) == null) {
      throw new IllegalStateException(name + " is not set; give " + example);
    }
  }

  private static <T> T bind(Environment environment, String prefix, Class<T> type) {
    return Binder.get(environment)
        .bindOrCreate(prefix, Bindable.of(type), new NoUnboundElementsBindHandler());
  }
}
