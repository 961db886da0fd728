package dev.cadre.api.credential;

import dev.cadre.stores.credential.TenantCredentials;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Postgres;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What credentials stand on. */
@Configuration(proxyBeanMethods = false)
class CredentialSetup {

  @Bean
  TenantCredentials tenantCredentials(Postgres postgres, ScopeKeys keys, Clock clock) {
    return new TenantCredentials(postgres, keys, clock);
  }
}
