package dev.cadre.workers.runtime;

import dev.cadre.activities.llm.LocalModelSettings;
import dev.cadre.activities.llm.ProviderSettings;
import dev.cadre.activities.llm.Providers;
import dev.cadre.activities.step.ModelDoors;
import dev.cadre.stores.key.KeyAccess;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.llm.WorkerLeases;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.tenant.ModelAddresses;
import dev.cadre.stores.tenant.ModelLimits;
import dev.cadre.stores.tenant.OwnModels;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What calls models: providers, tenants' own keys, and the way to them. */
@Configuration(proxyBeanMethods = false)
class ModelSetup {

  /** Keys that the settings only name are read once, here. */
  @Bean
  Providers providers(
      ProviderSettings settings,
      LocalModelSettings local,
      ModelAddresses addresses,
      KeyAccess access,
      Clock clock) {
    return new Providers(settings.resolved(access.secrets()::resolve), local, addresses, clock);
  }

  @Bean
  OwnModels ownModels(Postgres postgres, ScopeKeys keys) {
    return new OwnModels(postgres, keys);
  }

  @Bean
  ModelDoors modelDoors(
      Providers providers, OwnModels own, Postgres postgres, WorkerLeases leases) {
    return new ModelDoors(providers, own, new ModelLimits(postgres), leases);
  }
}
