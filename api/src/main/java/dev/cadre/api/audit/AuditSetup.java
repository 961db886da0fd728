package dev.cadre.api.audit;

import dev.cadre.stores.audit.AuditChain;
import dev.cadre.stores.audit.AuditHeads;
import dev.cadre.stores.audit.AuditLog;
import dev.cadre.stores.audit.AuditReads;
import dev.cadre.stores.audit.AuditSettings;
import dev.cadre.stores.audit.AuditTrail;
import dev.cadre.stores.audit.AuditVerification;
import dev.cadre.stores.key.AddressHash;
import dev.cadre.stores.key.KeyAccess;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.key.Signer;
import dev.cadre.stores.runtime.BoundSettings;
import dev.cadre.stores.runtime.Postgres;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What the audit log stands on. */
@Configuration(proxyBeanMethods = false)
class AuditSetup {

  @Bean
  AuditSettings auditSettings(Environment environment) {
    return BoundSettings.bind(environment, "cadre.audit", AuditSettings.class);
  }

  @Bean
  Signer signer(KeyAccess access) {
    return access.signer();
  }

  @Bean
  AddressHash addressHash(KeyAccess access, ScopeKeys keys) {
    return access.addresses(keys);
  }

  @Bean
  AuditLog auditLog(Postgres postgres) {
    return new AuditLog(postgres);
  }

  @Bean
  AuditChain auditChain(Postgres postgres) {
    return new AuditChain(postgres);
  }

  @Bean
  AuditHeads auditHeads(Postgres postgres, Signer signer, AuditSettings settings, Clock clock) {
    return new AuditHeads(postgres, signer, settings, clock);
  }

  @Bean
  AuditReads auditReads(Postgres postgres) {
    return new AuditReads(postgres);
  }

  @Bean
  AuditTrail auditTrail(Postgres postgres, AuditHeads heads) {
    return new AuditTrail(postgres, heads);
  }

  @Bean
  AuditVerification auditVerification(
      AuditChain chain, AuditHeads heads, AuditTrail trail, Signer signer) {
    return new AuditVerification(chain, heads, trail, signer);
  }
}
