package dev.cadre.api.memory;

import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.memory.DocumentIntakes;
import dev.cadre.stores.memory.DocumentReads;
import dev.cadre.stores.memory.DocumentStore;
import dev.cadre.stores.runtime.Postgres;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What documents stand on. */
@Configuration(proxyBeanMethods = false)
class MemorySetup {

  @Bean
  DocumentStore documentStore(Postgres postgres, ScopeKeys keys, Clock clock) {
    return new DocumentStore(postgres, keys, clock);
  }

  @Bean
  DocumentReads documentReads(Postgres postgres, ScopeKeys keys) {
    return new DocumentReads(postgres, keys);
  }

  @Bean
  DocumentIntakes documentIntakes(Postgres postgres, ScopeKeys keys, Clock clock) {
    return new DocumentIntakes(postgres, keys, clock);
  }
}
