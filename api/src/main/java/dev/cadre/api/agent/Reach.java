package dev.cadre.api.agent;

import dev.cadre.stores.llm.WorkerLeases;
import dev.cadre.stores.tenant.OwnModels;
import dev.cadre.workflows.tenant.TenantId;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What a tenant can call now: what workers can, and what its own keys reach. */
@Component
public class Reach {

  private final WorkerLeases leases;
  private final OwnModels own;

  Reach(WorkerLeases leases, OwnModels own) {
    this.leases = leases;
    this.own = own;
  }

  /** Each a provider, or {@code provider/model}; empty when no worker ever said what it can. */
  public Mono<Set<String>> of(TenantId tenant) {
    return leases.last().flatMap(callable -> own.reach(tenant, callable));
  }
}
