package dev.cadre.api.runtime;

import dev.cadre.api.event.EventSettings;
import dev.cadre.stores.runtime.BoundSettings;
import dev.cadre.stores.runtime.PostgresSettings;
import dev.cadre.stores.runtime.TemporalSettings;
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
    return BoundSettings.bind(environment, "cadre.http", HttpSettings.class);
  }

  @Bean
  TemporalSettings temporal(Environment environment) {
    return BoundSettings.bind(environment, "cadre.temporal", TemporalSettings.class);
  }

  @Bean
  EventSettings eventSettings(Environment environment) {
    return BoundSettings.bind(environment, "cadre.events", EventSettings.class);
  }

  @Bean
  TokenSettings tokens(Environment environment) {
    return BoundSettings.bind(environment, "cadre.tokens", TokenSettings.class);
  }

  @Bean
  KeySettings keys(Environment environment) {
    return BoundSettings.bind(environment, "cadre.keys", KeySettings.class);
  }

  @Bean
  PostgresSettings postgres(Environment environment) {
    return BoundSettings.require(
        environment,
        "cadre.postgres",
        PostgresSettings.class,
        "url",
        "r2dbc:postgresql://host:port/database");
  }
}
