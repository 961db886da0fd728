package dev.cadre.stores.tenant;

import dev.cadre.stores.audit.AuditRows;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The models that tenants pay for themselves: several each, one of them the default. */
public final class ModelConfigurations {

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final OwnModels own;
  private final Clock clock;

  /**
   * Over these parts.
   *
   * @param own is told of changes
   */
  public ModelConfigurations(Postgres postgres, ScopeKeys keys, OwnModels own, Clock clock) {
    this.own = own;
    this.postgres = postgres;
    this.keys = keys;
    this.clock = clock;
  }

  /** All of a tenant, by name. */
  public Mono<List<ModelRead>> all(TenantId tenant) {
    return postgres.manyInTenant(tenant, ModelRows::all).collectList();
  }

  /**
   * Adds one.
   *
   * @return an error of {@link ChangeRefused} when there is one of that name
   */
  public Mono<ModelRead> add(TenantId tenant, By by, NewModel model) {
    return keys.of(tenant)
        .flatMap(key ->
            postgres.inTenant(
                tenant,
                client ->
                    ModelRows.insert(client, tenant, key, model, clock.instant())
                        .then(ModelRows.one(client, model.name()))
                        .delayUntil(added -> write(client, tenant, by, "model.add", added))))
        .doOnNext(_ -> own.forget(tenant));
  }

  /** Makes one the default; empty when there is none of that name. */
  public Mono<ModelRead> makeDefault(TenantId tenant, By by, String name) {
    return postgres
        .inTenant(
            tenant,
            client ->
                ModelRows.one(client, name)
                    .flatMap(_ ->
                        ModelRows.makeDefault(client, name, clock.instant())
                            .then(ModelRows.one(client, name)))
                    .delayUntil(changed -> write(client, tenant, by, "model.default", changed)))
        .doOnNext(_ -> own.forget(tenant));
  }

  /** Deletes one, with its key; what it was. Empty when there is none of that name. */
  public Mono<ModelRead> delete(TenantId tenant, By by, String name) {
    return postgres
        .inTenant(
            tenant,
            client ->
                ModelRows.one(client, name)
                    .delayUntil(gone ->
                        ModelRows.delete(client, name)
                            .then(write(client, tenant, by, "model.delete", gone))))
        .doOnNext(_ -> own.forget(tenant));
  }

  private Mono<Void> write(
      DatabaseClient client, TenantId tenant, By by, String action, ModelRead model) {
    return AuditRows.write(
        client,
        tenant,
        by.done(clock.instant(), action, "model_configuration", model.name())
            .with("provider", model.provider())
            .with("baseUrl", Objects.toString(model.baseUrl(), null)));
  }
}
