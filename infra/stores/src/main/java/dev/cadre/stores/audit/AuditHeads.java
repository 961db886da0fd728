package dev.cadre.stores.audit;

import dev.cadre.stores.key.Signer;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.audit.SignedHead;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Signs how far each tenant's log goes and what stands in it, and keeps that elsewhere too. */
public final class AuditHeads {

  private static final int AT_ONCE = 500;

  private final Postgres postgres;
  private final Signer signer;
  private final HeadFiles files;
  private final Clock clock;

  public AuditHeads(Postgres postgres, Signer signer, AuditSettings settings, Clock clock) {
    this.postgres = postgres;
    this.signer = signer;
    this.files = new HeadFiles(settings.headsFolder());
    this.clock = clock;
  }

  /**
   * Signs all that is linked, and exports what was not exported yet. Costs as much as was linked
   * since the last head.
   *
   * @return the new head; empty when nothing was linked since the last one, or another process has
   *     just signed the same; an error of {@link AuditBroken} when the log does not go on from what
   *     was signed last
   */
  public Mono<SignedHead> sign(TenantId tenant) {
    return postgres
        .inTenant(tenant, AuditHeads::growth)
        .filter(HeadGrowth::grown)
        .flatMap(grown ->
            Mono.fromCallable(() -> signed(tenant, grown))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(head -> insert(tenant, grown, head)))
        .flatMap(head -> export(tenant).thenReturn(head));
  }

  private static Mono<HeadGrowth> growth(DatabaseClient client) {
    return client
        .sql("select size, root, chain, frontier from audit_head order by size desc limit 1")
        .map(row -> HeadGrowth.from(row))
        .one()
        .switchIfEmpty(Mono.fromSupplier(HeadGrowth::first))
        .flatMap(last ->
            Sql.of(
                    client,
                    "select seq, prev_hash, hash from audit_link where seq > $1 order by seq",
                    last.size())
                .map(row ->
                    new Link(
                        Columns.count(row, "seq"),
                        Columns.text(row, "prev_hash"),
                        Columns.text(row, "hash")))
                .all()
                .reduce(last, (grown, link) -> grown.add(link.seq(), link.prev(), link.hash())));
  }

  private record Link(long seq, String prev, String hash) {}

  private SignedHead signed(TenantId tenant, HeadGrowth grown) {
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    String of = tenant.toString();
    byte[] message = SignedHead.message(of, grown.size(), grown.root(), grown.chain(), at);
    Signer.Signature signature = signer.sign(message);
    return new SignedHead(
        of,
        grown.size(),
        grown.root(),
        grown.chain(),
        at,
        signature.keyId(),
        Base64.getEncoder().encodeToString(signature.bytes()));
  }

  private Mono<SignedHead> insert(TenantId tenant, HeadGrowth grown, SignedHead head) {
    return postgres.inTenant(
        tenant,
        client ->
            Sql.of(
                    client,
                    """
                    insert into audit_head (tenant_id, size, root, chain, at, key_id, signature,
                                            frontier)
                    values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing\
                    """,
                    tenant.value(),
                    head.size(),
                    head.root(),
                    head.chain(),
                    Sql.time(head.at()),
                    head.keyId(),
                    head.signature(),
                    grown.frontier())
                .fetch()
                .rowsUpdated()
                .filter(rows -> rows == 1)
                .map(_ -> head));
  }

  /** Exports the heads that the folder lacks; does nothing where there is none. */
  public Mono<Void> export(TenantId tenant) {
    if (!files.wanted()) {
      return Mono.empty();
    }
    return part(tenant).expand(size -> size < AT_ONCE ? Mono.empty() : part(tenant)).then();
  }

  private Mono<Integer> part(TenantId tenant) {
    return Mono.fromCallable(() -> files.last(tenant))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(last -> after(tenant, last, Long.MAX_VALUE, AT_ONCE))
        .publishOn(Schedulers.boundedElastic())
        .map(heads -> files.append(tenant, heads));
  }

  /** The heads of sizes over {@code size} up to {@code most}, smallest first. */
  Mono<List<SignedHead>> after(TenantId tenant, long size, long most, int limit) {
    return list(tenant, "where size > $1 and size <= $2 order by size limit $3", size, most, limit);
  }

  /** The heads of sizes under {@code before}, largest first. */
  public Mono<List<SignedHead>> newest(TenantId tenant, long before, int limit) {
    return list(tenant, "where size < $1 order by size desc limit $2", before, limit);
  }

  private Mono<List<SignedHead>> list(TenantId tenant, String where, Object... values) {
    String sql = "select " + AuditColumns.HEAD + " from audit_head " + where;
    return postgres
        .manyInTenant(
            tenant,
            client -> Sql.of(client, sql, values).map(row -> AuditColumns.head(tenant, row)).all())
        .collectList();
  }

  /** The lines of heads that were exported here, to be closed. Blocks. */
  HeadLines exported(TenantId tenant) {
    return files.lines(tenant);
  }
}
