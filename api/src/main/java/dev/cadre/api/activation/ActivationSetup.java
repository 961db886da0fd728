package dev.cadre.api.activation;

import dev.cadre.stores.access.Profiles;
import dev.cadre.stores.activation.Activations;
import dev.cadre.stores.activation.AgentFigures;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.plan.Submissions;
import dev.cadre.stores.runtime.Postgres;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What activations stand on. */
@Configuration(proxyBeanMethods = false)
class ActivationSetup {

  @Bean
  Activations activations(Postgres postgres, Submissions submissions, Clock clock) {
    return new Activations(postgres, submissions, clock);
  }

  @Bean
  Profiles profiles(Postgres postgres, ScopeKeys keys) {
    return new Profiles(postgres, keys);
  }

  @Bean
  AgentFigures agentFigures(Postgres postgres) {
    return new AgentFigures(postgres);
  }
}
