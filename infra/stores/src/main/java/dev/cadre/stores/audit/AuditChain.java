package dev.cadre.stores.audit;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.audit.LinkedEvent;
import dev.cadre.workflows.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Links entries into their tenant's chain, after their commit and in its order as far as that can
 * be known. Whoever links holds a lock of the tenant's; writers know nothing of it. A crash between
 * an entry and its link leaves the entry to the next who links.
 */
public final class AuditChain {

  private static final int AT_ONCE = 500;

  private final Postgres postgres;

  private record End(long seq, String hash) {}

  public AuditChain(Postgres postgres) {
    this.postgres = postgres;
  }

  /** The tenants that have entries without a link. */
  public Flux<TenantId> unlinked() {
    return postgres
        .manyInSystem(client ->
            client
                .sql("select tenant_id from audit_tenants_unlinked() as tenant_id")
                .map(row -> new TenantId(Columns.uuid(row, "tenant_id")))
                .all())
        .collectList()
        .flatMapIterable(tenants -> tenants);
  }

  /**
   * Links what was committed before.
   *
   * @return how many entries this call has linked
   */
  public Mono<Long> link(TenantId tenant) {
    return batch(tenant)
        .expand(linked -> linked < AT_ONCE ? Mono.empty() : batch(tenant))
        .reduce(0L, Long::sum);
  }

  private Mono<Long> batch(TenantId tenant) {
    return postgres.inTenant(
        tenant,
        client ->
            Sql.of(
                    client,
                    "select exists (select from audit_unlinked where tenant_id = $1) as some",
                    tenant.value())
                .map(row -> Columns.flag(row, "some"))
                .one()
                .flatMap(some -> some ? locked(client, tenant) : Mono.just(0L)));
  }

  /** Each statement sees what was committed before it, so none links what another has linked. */
  private static Mono<Long> locked(DatabaseClient client, TenantId tenant) {
    return Sql.of(
            client,
            "select pg_advisory_xact_lock(hashtextextended('audit/' || $1, 0))",
            tenant.toString())
        .then()
        .then(end(client))
        .flatMap(
            end -> waiting(client, tenant).flatMap(events -> append(client, tenant, end, events)));
  }

  private static Mono<End> end(DatabaseClient client) {
    return client
        .sql("select seq, hash from audit_link order by seq desc limit 1")
        .map(row -> new End(Columns.count(row, "seq"), Columns.text(row, "hash")))
        .one()
        .defaultIfEmpty(new End(0, LinkedEvent.FIRST));
  }

  private static Mono<List<Map<String, @Nullable Object>>> waiting(
      DatabaseClient client, TenantId tenant) {
    return Sql.of(
            client,
            """
            select %s from audit_unlinked u join audit_event e on e.id = u.event_id
            where u.tenant_id = $1 order by u.id limit $2\
            """
                .formatted(AuditColumns.EVENT),
            tenant.value(),
            AT_ONCE)
        .map(row -> AuditColumns.event(row))
        .all()
        .collectList();
  }

  private static Mono<Long> append(
      DatabaseClient client, TenantId tenant, End end, List<Map<String, @Nullable Object>> events) {
    int size = events.size();
    Long[] seqs = new Long[size];
    UUID[] ids = new UUID[size];
    String[] prevs = new String[size];
    String[] hashes = new String[size];
    String prev = end.hash();
    for (int i = 0; i < size; i++) {
      seqs[i] = end.seq() + 1 + i;
      ids[i] = UUID.fromString(String.valueOf(Objects.requireNonNull(events.get(i).get("id"))));
      prevs[i] = prev;
      prev = LinkedEvent.link(tenant.toString(), seqs[i], prev, events.get(i)).hash();
      hashes[i] = prev;
    }
    return Sql.of(
            client,
            """
            insert into audit_link (tenant_id, seq, event_id, prev_hash, hash)
            select $1, l.* from unnest($2::bigint[], $3::uuid[], $4::text[], $5::text[]) as l\
            """,
            tenant.value(),
            seqs,
            ids,
            prevs,
            hashes)
        .fetch()
        .rowsUpdated();
  }
}
