package dev.cadre.workers.runtime;

import dev.cadre.activities.memory.Documents;
import dev.cadre.activities.memory.LocalEmbeddings;
import dev.cadre.activities.tool.RagTool;
import dev.cadre.activities.tool.RagToolSettings;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.memory.DocumentIntakes;
import dev.cadre.stores.memory.DocumentReads;
import dev.cadre.stores.memory.DocumentStore;
import dev.cadre.stores.runtime.BoundSettings;
import dev.cadre.stores.runtime.Postgres;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What tools of the type RAG stand on, and the taking in of documents. */
@Configuration(proxyBeanMethods = false)
class RagSetup {

  @Bean
  RagToolSettings ragToolSettings(Environment environment) {
    return BoundSettings.bind(environment, "cadre.tools.rag", RagToolSettings.class);
  }

  @Bean
  LocalEmbeddings embeddings() {
    return new LocalEmbeddings();
  }

  @Bean
  DocumentIntakes documentIntakes(Postgres postgres, ScopeKeys keys, Clock clock) {
    return new DocumentIntakes(postgres, keys, clock);
  }

  @Bean
  Documents documents(Postgres postgres, ScopeKeys keys, Clock clock, LocalEmbeddings embeddings) {
    return new Documents(
        new DocumentStore(postgres, keys, clock), new DocumentReads(postgres, keys), embeddings);
  }

  @Bean
  RagTool rag(
      RagToolSettings settings, Postgres postgres, ScopeKeys keys, LocalEmbeddings embeddings) {
    return new RagTool(settings, new DocumentReads(postgres, keys), embeddings);
  }
}
