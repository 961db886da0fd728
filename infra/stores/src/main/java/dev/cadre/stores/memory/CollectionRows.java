package dev.cadre.stores.memory;

import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.stores.runtime.ChangeRefused.Reason;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads and writes collections, in the caller's transaction. */
final class CollectionRows {

  private static final String SELECT =
      """
      select c.id, c.name, c.revision, c.created_at, c.updated_at, count(d.id) as documents,
        coalesce(sum(d.chunks), 0)::bigint as chunks
      from collection c
      left join document d on d.tenant_id = c.tenant_id and d.collection_id = c.id\
      """;

  private CollectionRows() {}

  static Flux<CollectionRead> all(DatabaseClient client) {
    return Sql.of(client, SELECT + " group by c.tenant_id, c.id order by c.name")
        .map(CollectionRows::read)
        .all();
  }

  static Mono<CollectionRead> one(DatabaseClient client, String name) {
    return Sql.of(client, SELECT + " where c.name = $1 group by c.tenant_id, c.id", name)
        .map(CollectionRows::read)
        .one();
  }

  static Mono<Void> insert(
      DatabaseClient client, TenantId tenant, UUID id, String name, Instant now) {
    return Sql.of(
            client,
            """
            insert into collection (tenant_id, id, name, created_at, updated_at)
            values ($1, $2, $3, $4, $4) on conflict (tenant_id, name) do nothing\
            """,
            tenant.value(),
            id,
            name,
            Sql.time(now))
        .fetch()
        .rowsUpdated()
        .flatMap(
            rows -> rows == 1 ? Mono.empty() : Mono.error(new ChangeRefused(Reason.NAME_TAKEN)));
  }

  /** Whoever changes its documents waits here for the one before; empty when there is none. */
  static Mono<UUID> lock(DatabaseClient client, UUID collection) {
    return Sql.of(client, "select id from collection where id = $1 for update", collection)
        .map(row -> Columns.uuid(row, "id"))
        .one();
  }

  static Mono<Void> changed(DatabaseClient client, UUID collection, Instant now) {
    return Sql.of(
            client,
            "update collection set revision = revision + 1, updated_at = $2 where id = $1",
            collection,
            Sql.time(now))
        .then();
  }

  private static CollectionRead read(Readable row) {
    return new CollectionRead(
        Columns.uuid(row, "id"),
        Columns.text(row, "name"),
        Columns.count(row, "revision"),
        Columns.count(row, "documents"),
        Columns.count(row, "chunks"),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "updated_at"));
  }
}
