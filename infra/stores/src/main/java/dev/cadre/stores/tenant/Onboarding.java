package dev.cadre.stores.tenant;

import dev.cadre.stores.access.FirstAccount;
import dev.cadre.stores.audit.AuditRows;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.access.ApiKey;
import java.time.Clock;
import java.time.Instant;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes a tenant with all that it begins with, in one transaction: its key, its admin with an API
 * key, its models, its permits. Nothing is left of one that fails half way.
 */
public final class Onboarding {

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final FirstAccount first;
  private final Clock clock;

  public Onboarding(Postgres postgres, ScopeKeys keys, FirstAccount first, Clock clock) {
    this.postgres = postgres;
    this.keys = keys;
    this.first = first;
    this.clock = clock;
  }

  /**
   * Makes it.
   *
   * @return the admin's API key, in clear here and never again; an error of {@link ChangeRefused}
   *     when the domain is taken
   */
  public Mono<ApiKey> make(NewTenant tenant, By by) {
    Instant now = clock.instant();
    return postgres.inTenant(
        tenant.id(),
        client ->
            TenantRows.insert(client, tenant, now)
                .then(keys.create(client, tenant.id()))
                .flatMap(key -> fill(client, tenant, key, now))
                .delayUntil(_ ->
                    AuditRows.write(
                        client,
                        tenant.id(),
                        by.done(now, "tenant.create", "tenant", tenant.id().toString())
                            .with("admin", tenant.admin().name())
                            .with("models", tenant.models().size()))));
  }

  private Mono<ApiKey> fill(DatabaseClient client, NewTenant tenant, ScopeKey key, Instant now) {
    Mono<Void> models =
        Flux.fromIterable(tenant.models())
            .concatMap(model -> ModelRows.insert(client, tenant.id(), key, model, now))
            .then();
    Mono<Void> permits =
        tenant.permits().all()
            ? Mono.empty()
            : PermitRows.write(client, tenant.id(), tenant.permits(), now);
    return models.then(permits).then(first.make(client, tenant.id(), key, tenant.admin()));
  }
}
