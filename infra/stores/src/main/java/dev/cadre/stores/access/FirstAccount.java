package dev.cadre.stores.access;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.workflows.access.AccountId;
import dev.cadre.workflows.access.ApiKey;
import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.tenant.TenantId;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Makes the first account of a new tenant, and a key for it, in the caller's transaction. */
public final class FirstAccount {

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  public FirstAccount(Clock clock) {
    this.clock = clock;
  }

  /** The account's API key, in clear here and never again. */
  public Mono<ApiKey> make(
      DatabaseClient client, TenantId tenant, ScopeKey scope, NewAccount account) {
    ApiKey key = ApiKey.random(tenant, clock.millis(), random);
    var id = new AccountId(Uuid7.of(clock.millis(), random));
    return new AccountRows(client, tenant, scope, clock.instant())
        .insert(id, account)
        .then(
            ApiKeys.insert(
                client,
                key,
                new ApiKeys.NewKey(account.name(), "made with the tenant", null, null),
                clock.instant()))
        .thenReturn(key);
  }
}
