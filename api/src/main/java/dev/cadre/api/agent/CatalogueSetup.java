package dev.cadre.api.agent;

import dev.cadre.stores.agent.FileCatalogue;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The shipped catalogue; what is callable is asked of the workers' leases each time. */
@Configuration(proxyBeanMethods = false)
class CatalogueSetup {

  @Bean
  FileCatalogue catalogue() {
    return FileCatalogue.of(Set.of());
  }
}
