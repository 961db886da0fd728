package dev.cadre.activities.step;

import dev.cadre.activities.llm.ModelClient;
import dev.cadre.activities.llm.ModelClients;
import dev.cadre.activities.llm.OwnAddress;
import dev.cadre.stores.llm.Callable;
import dev.cadre.stores.llm.WorkerLeases;
import dev.cadre.stores.tenant.ModelLimits;
import dev.cadre.stores.tenant.OwnModel;
import dev.cadre.stores.tenant.OwnModels;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.llm.FailureTable;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.tenant.TenantId;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a model is reached: with the tenant's own key, at its own address and within its limits,
 * where it has those; else with the installation's key.
 */
public final class ModelDoors {

  private static final Duration NO_CLIENT_REST = Duration.ofSeconds(5);

  private final ModelClients clients;
  private final OwnModels own;
  private final ModelLimits limits;
  private final WorkerLeases leases;

  public ModelDoors(ModelClients clients, OwnModels own, ModelLimits limits, WorkerLeases leases) {
    this.clients = clients;
    this.own = own;
    this.limits = limits;
    this.leases = leases;
  }

  /**
   * The way to one model.
   *
   * @param own the configuration whose key it is; null: the installation's key
   */
  record Door(ModelClient client, @Nullable OwnModel own) {}

  /** Fails where nobody can call, and retryably where this worker alone cannot. */
  Door of(TenantId tenant, RouteTarget target) {
    String provider = target.provider();
    Optional<OwnModel> mine = LedgerCalls.await(own.serving(tenant, provider, target.model()));
    Optional<ModelClient> client =
        mine.isEmpty() ? clients.client(provider) : client(tenant, mine.get());
    return new Door(client.orElseThrow(() -> noClient(provider, mine)), mine.orElse(null));
  }

  private Optional<ModelClient> client(TenantId tenant, OwnModel mine) {
    Optional<String> key = LedgerCalls.await(own.key(tenant, mine));
    URI base = mine.baseUrl();
    return base == null
        ? clients.client(mine.provider(), key.orElseThrow())
        : clients.client(mine.provider(), new OwnAddress(mine.name(), base, key.orElse(null)));
  }

  /** A key that was taken away meanwhile is not waited for. */
  private RuntimeException noClient(String provider, Optional<OwnModel> mine) {
    Callable others = LedgerCalls.await(leases.last().defaultIfEmpty(Callable.NOTHING));
    return mine.isEmpty() && !others.providers().contains(provider)
        ? Failures.of(
            Failures.notCalled(
                FailureCategory.AUTH, "There is no key for " + provider + " any more."))
        : Failures.again("this worker cannot call " + provider, NO_CLIENT_REST);
  }

  /**
   * A place within the limits of the door's key.
   *
   * @param attempt by which it is found again
   * @param tokens that the call may use at most
   * @param flight whose time the wait must fit into
   */
  Admission admission(TenantId tenant, Door door, String attempt, long tokens, Flight flight) {
    return door.own() == null
        ? Admission.FREE
        : Admission.of(
            limits, tenant, door.own(), attempt, tokens, flight.within(FailureTable.CAP));
  }
}
