package dev.cadre.api.runtime;

import dev.cadre.stores.runtime.PostgresSettings;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The API's settings. A key that none of them knows fails the start, where it came from a file or
 * the command line; the environment holds the settings of other parts too.
 */
@Configuration(proxyBeanMethods = false)
class Settings {

  @Bean
  HttpSettings http(Environment environment) {
    return bind(environment, "cadre.http", HttpSettings.class);
  }

  @Bean
  TemporalSettings temporal(Environment environment) {
    return bind(environment, "cadre.temporal", TemporalSettings.class);
  }

  @Bean
  TokenSettings tokens(Environment environment) {
    return bind(environment, "cadre.tokens", TokenSettings.class);
  }

  @Bean
  KeySettings keys(Environment environment) {
    return bind(environment, "cadre.keys", KeySettings.class);
  }

  @Bean
  PostgresSettings postgres(Environment environment) {
    if (environment.getProperty("cadre.postgres.url") == null) {
      throw new IllegalStateException(
          "cadre.postgres.url is not set; give r2dbc:postgresql://host:port/database");
    }
    return bind(environment, "cadre.postgres", PostgresSettings.class);
  }

  static <T> T bind(Environment environment, String prefix, Class<T> type) {
    return Binder.get(environment)
        .bindOrCreate(
            prefix,
            Bindable.of(type),
            new NoUnboundElementsBindHandler(
                BindHandler.DEFAULT, new UnboundElementsSourceFilter()));
  }
}
