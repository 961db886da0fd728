package dev.cadre.stores.step;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.tenant.TenantId;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Blobs in PostgreSQL. */
public final class PostgresBlobs implements Blobs {

  private final Postgres postgres;
  private final ScopeKeys keys;

  public PostgresBlobs(Postgres postgres, ScopeKeys keys) {
    this.postgres = postgres;
    this.keys = keys;
  }

  @Override
  public Mono<String> put(TenantId tenant, PlanId plan, String kind, @Nullable Object value) {
    StoredValue stored = StoredValue.of(value);
    return keys.of(plan)
        .flatMap(key -> postgres.inTenant(tenant, c -> put(c, tenant, plan, key, kind, stored)));
  }

  @Override
  public Mono<byte[]> read(TenantId tenant, PlanId plan, String id) {
    return keys.of(plan)
        .flatMap(key ->
            postgres.inTenant(
                tenant,
                client ->
                    Sql.of(
                            client,
                            "select content from blob where id = $1 and plan_id = $2",
                            UUID.fromString(id),
                            plan.value())
                        .map(row -> key.open(Places.BLOB_CONTENT, Columns.bytes(row, "content")))
                        .one()));
  }

  /** A value as an output, in the caller's transaction: inline, or as a new blob. */
  public static Mono<Output> keep(
      DatabaseClient client,
      TenantId tenant,
      PlanId plan,
      ScopeKey key,
      String kind,
      @Nullable Object tree) {
    StoredValue value = StoredValue.of(tree);
    return value.large()
        ? put(client, tenant, plan, key, kind, value).map(value::output)
        : Mono.just(value.output(null));
  }

  /** A value as an output, unless it must become a blob. */
  public static Optional<Output> inline(@Nullable Object tree) {
    StoredValue value = StoredValue.of(tree);
    return value.large() ? Optional.empty() : Optional.of(value.output(null));
  }

  /** The id of a blob to be. */
  static UUID newId() {
    return Uuid7.of(System.currentTimeMillis(), ThreadLocalRandom.current());
  }

  /** In the caller's transaction. */
  static Mono<String> put(
      DatabaseClient client,
      TenantId tenant,
      PlanId plan,
      ScopeKey key,
      String kind,
      StoredValue value) {
    UUID id = newId();
    return Sql.of(
            client,
            """
            insert into blob (tenant_id, id, plan_id, kind, sha256, size, content)
            values ($1, $2, $3, $4, $5, $6, $7)\
            """,
            tenant.value(),
            id,
            plan.value(),
            kind,
            value.sha256(),
            value.size(),
            key.seal(Places.BLOB_CONTENT, value.bytes()))
        .then()
        .thenReturn(id.toString());
  }
}
