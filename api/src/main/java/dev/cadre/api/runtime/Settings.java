package dev.cadre.api.runtime;

import dev.cadre.api.event.EventSettings;
import dev.cadre.api.identity.IdentitySettings;
import dev.cadre.api.limit.LimitSettings;
import dev.cadre.stores.runtime.BoundSettings;
import dev.cadre.stores.runtime.StoreSetup;
import dev.cadre.stores.tenant.ModelAddresses;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * The API's own settings, and those that it shares with the worker. A key that none of them knows
 * fails the start, where it came from a file or the command line; the environment holds the
 * settings of other parts too.
 */
@Configuration(proxyBeanMethods = false)
@Import(StoreSetup.class)
class Settings {

  @Bean
  HttpSettings http(Environment environment) {
    return BoundSettings.bind(environment, "cadre.http", HttpSettings.class);
  }

  @Bean
  EventSettings eventSettings(Environment environment) {
    return BoundSettings.bind(environment, "cadre.events", EventSettings.class);
  }

  /** Not lazy as all else: else a wrong one would fail requests, not the start. */
  @Bean
  @Lazy(false)
  IdentitySettings identity(Environment environment) {
    return new IdentitySettings(
        BoundSettings.bindNamed(environment, "cadre.identity", IdentitySettings.Provider.class));
  }

  /** Not lazy, for the same reason. */
  @Bean
  @Lazy(false)
  ModelAddresses modelAddresses(Environment environment) {
    return BoundSettings.bind(environment, "cadre.models", ModelAddresses.class);
  }

  @Bean
  LimitSettings limitSettings(Environment environment) {
    return BoundSettings.bind(environment, "cadre.limits", LimitSettings.class);
  }

  @Bean
  TokenSettings tokens(Environment environment) {
    return BoundSettings.bind(environment, "cadre.tokens", TokenSettings.class);
  }
}
