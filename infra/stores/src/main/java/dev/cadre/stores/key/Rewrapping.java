package dev.cadre.stores.key;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.tenant.TenantId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Wraps data keys anew with the newest version of their tenant's key, in the order of scopes. */
final class Rewrapping {

  private static final Logger LOG = LoggerFactory.getLogger(Rewrapping.class);
  private static final int BATCH = 100;
  private static final int VAULT_CALLS = 8;

  private final Postgres postgres;
  private final KeyVault vault;

  /**
   * What was done.
   *
   * @param rewrapped data keys
   * @param stuck data keys that do not open
   * @param more whether there are others
   */
  record Moved(long rewrapped, long stuck, boolean more) {}

  private record Row(String scope, int version, KeyVault.Wrapped wrapped) {}

  private record Anew(Row row, KeyVault.Wrapped wrapped) {}

  /** A batch, and the last scope of it. */
  private record Batch(String last, int size, long rewrapped, long stuck) {

    static final Batch BEFORE = new Batch("", BATCH, 0, 0);
  }

  Rewrapping(Postgres postgres, KeyVault vault) {
    this.postgres = postgres;
    this.vault = vault;
  }

  /** Those that an older version has wrapped, about so many at most. */
  Mono<Moved> rewrap(TenantId tenant, int newest, int limit) {
    int batches = Math.max(1, limit / BATCH);
    return Mono.just(Batch.BEFORE)
        .expand(batch -> batch.size() < BATCH ? Mono.empty() : batch(tenant, newest, batch.last()))
        // The one before the first is none, and one more tells whether there is more.
        .take(batches + 1)
        .collectList()
        .map(Rewrapping::sum);
  }

  private static Moved sum(List<Batch> batches) {
    return new Moved(
        batches.stream().mapToLong(Batch::rewrapped).sum(),
        batches.stream().mapToLong(Batch::stuck).sum(),
        batches.getLast().size() == BATCH);
  }

  private Mono<Batch> batch(TenantId tenant, int newest, String after) {
    return rows(tenant, newest, after)
        .collectList()
        .flatMap(rows ->
            Flux.fromIterable(rows)
                // In order, so that two rounds at once never wait for each other's rows.
                .flatMapSequential(row -> anew(tenant, row), VAULT_CALLS)
                .collectList()
                .flatMap(anew ->
                    write(anew)
                        .map(written ->
                            new Batch(
                                rows.isEmpty() ? after : rows.getLast().scope(),
                                rows.size(),
                                written,
                                rows.size() - anew.size()))));
  }

  /** Also of restricted scopes: they may be opened again one day. */
  private Flux<Row> rows(TenantId tenant, int newest, String after) {
    return postgres.manyAlone(client ->
        Sql.of(
                client,
                """
                select id, version, kek_version, wrapped_dek from keys.crypto_scope
                where tenant_id = $1 and kek_version < $2 and state <> 'SHREDDED' and id > $3
                order by id limit $4\
                """,
                tenant.value(),
                newest,
                after,
                BATCH)
            .map(row ->
                new Row(
                    Columns.text(row, "id"),
                    Columns.number(row, "version"),
                    ScopeKeys.wrapped(row)))
            .all());
  }

  /** Empty for a row that does not open: it is left as it is. */
  private Mono<Anew> anew(TenantId tenant, Row row) {
    String binding = ScopeKeys.binding(tenant, row.scope(), row.version());
    return ScopeKeys.blocking(() -> vault.rewrap(tenant, row.wrapped(), binding))
        .map(wrapped -> new Anew(row, wrapped))
        .onErrorResume(
            KeyGone.class,
            gone -> {
              LOG.atError()
                  .addKeyValue("scope", row.scope())
                  .addKeyValue("version", row.wrapped().version())
                  .log("A data key does not open; its tenant's old versions are kept");
              return Mono.empty();
            });
  }

  /** A row that has changed meanwhile is left to the next round. */
  private Mono<Long> write(List<Anew> rows) {
    return postgres.inSystem(client ->
        Flux.fromIterable(rows)
            .concatMap(anew ->
                Sql.of(
                        client,
                        """
                        update keys.crypto_scope set kek_version = $1, wrapped_dek = $2
                        where id = $3 and kek_version = $4 and wrapped_dek = $5
                          and state <> 'SHREDDED'\
                        """,
                        anew.wrapped().version(),
                        anew.wrapped().bytes(),
                        anew.row().scope(),
                        anew.row().wrapped().version(),
                        anew.row().wrapped().bytes())
                    .fetch()
                    .rowsUpdated())
            .reduce(0L, Long::sum));
  }
}
