package dev.cadre.api.agent;

import dev.cadre.stores.agent.AgentOutputs;
import dev.cadre.stores.agent.CatalogueEdits;
import dev.cadre.stores.agent.Catalogues;
import dev.cadre.stores.agent.ModelEdits;
import dev.cadre.stores.agent.ShippedCatalogue;
import dev.cadre.stores.llm.ProviderLimits;
import dev.cadre.stores.llm.ProviderRests;
import dev.cadre.stores.llm.ProviderTests;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.tool.BaseTypes;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The catalogue; what is callable is asked of the workers' leases each time. */
@Configuration(proxyBeanMethods = false)
class CatalogueSetup {

  @Bean
  Catalogues catalogues(Postgres postgres, Clock clock) {
    return new Catalogues(postgres, clock);
  }

  @Bean
  CatalogueEdits catalogueEdits(Postgres postgres, Clock clock) {
    return new CatalogueEdits(postgres, clock);
  }

  @Bean
  AgentOutputs agentOutputs(Postgres postgres, Clock clock) {
    return new AgentOutputs(postgres, clock);
  }

  @Bean
  ModelEdits modelEdits(Postgres postgres, Clock clock) {
    return new ModelEdits(postgres, clock);
  }

  @Bean
  ProviderLimits providerLimits(Postgres postgres, Clock clock) {
    return new ProviderLimits(postgres, clock);
  }

  @Bean
  ProviderRests providerRests(Postgres postgres, Clock clock) {
    return new ProviderRests(postgres, clock);
  }

  @Bean
  ProviderTests providerTests(Postgres postgres, Clock clock) {
    return new ProviderTests(postgres, clock);
  }

  @Bean
  ShippedCatalogue shippedCatalogue(Postgres postgres, Clock clock) {
    return new ShippedCatalogue(postgres, clock);
  }

  @Bean
  BaseTypes baseTypes(Postgres postgres) {
    return new BaseTypes(postgres);
  }
}
