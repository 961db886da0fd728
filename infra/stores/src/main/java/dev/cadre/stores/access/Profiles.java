package dev.cadre.stores.access;

import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sealed;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What accounts have for themselves. */
public final class Profiles {

  private final Postgres postgres;
  private final ScopeKeys keys;

  /**
   * Of an account.
   *
   * @param preferences a JSON object of its clients' own; nothing here reads it
   */
  public record Profile(@Nullable Instant lastLoginAt, Map<?, ?> preferences) {}

  private record Row(@Nullable Instant lastLoginAt, @Nullable Sealed preferences) {}

  public Profiles(Postgres postgres, ScopeKeys keys) {
    this.postgres = postgres;
    this.keys = keys;
  }

  /** One; empty when there is no such account. */
  public Mono<Profile> one(TenantId tenant, String name) {
    return postgres
        .inTenant(
            tenant,
            client ->
                Sql.of(
                        client,
                        "select last_login_at, preferences from account where name = $1",
                        name)
                    .map(row ->
                        new Row(
                            Columns.instantOrNull(row, "last_login_at"),
                            Sealed.orNull(row, "preferences")))
                    .one())
        .zipWith(keys.of(tenant))
        .map(found -> {
          Sealed sealed = found.getT1().preferences();
          return new Profile(
              found.getT1().lastLoginAt(),
              sealed == null
                  ? Map.of()
                  : Json.read(sealed.open(found.getT2(), Places.ACCOUNT_PREFERENCES), Map.class));
        });
  }

  /** Replaces an account's preferences. */
  public Mono<Void> prefer(TenantId tenant, String name, Map<String, Object> preferences) {
    return keys.of(tenant)
        .flatMap(key ->
            postgres.inTenant(
                tenant,
                client ->
                    Sql.of(
                            client,
                            "update account set preferences = $2 where name = $1",
                            name,
                            key.seal(Places.ACCOUNT_PREFERENCES, Json.bytes(preferences)))
                        .then()));
  }
}
