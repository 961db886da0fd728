package dev.cadre.stores.audit;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.audit.LinkedEvent;
import dev.cadre.workflows.audit.SignedHead;
import dev.cadre.workflows.tenant.TenantId;
import java.util.List;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A tenant's whole log from its first entry on, in parts, each read in a transaction of its own.
 */
public final class AuditTrail {

  private static final int AT_ONCE = 500;

  private final Postgres postgres;
  private final AuditHeads heads;

  /** A part of the log: entries in order, and the heads whose last entry is among them. */
  public record Part(List<LinkedEvent> entries, List<SignedHead> heads) {

    public Part {
      entries = List.copyOf(entries);
      heads = List.copyOf(heads);
    }

    /** All in the order of an export: a head stands behind the last entry that it covers. */
    public void each(Consumer<LinkedEvent> entry, Consumer<SignedHead> head) {
      int next = 0;
      for (LinkedEvent one : entries) {
        for (; next < heads.size() && heads.get(next).size() < one.seq(); next++) {
          head.accept(heads.get(next));
        }
        entry.accept(one);
      }
      heads.subList(next, heads.size()).forEach(head);
    }
  }

  /** How far the log goes, and the heads; of one moment, so that no head is ahead of the log. */
  private record Extent(long entries, long heads) {}

  private record Step(Part part, long from, boolean last) {}

  public AuditTrail(Postgres postgres, AuditHeads heads) {
    this.postgres = postgres;
    this.heads = heads;
  }

  /** The log as it stands now. */
  public Flux<Part> parts(TenantId tenant) {
    return extent(tenant)
        .flatMapMany(extent ->
            step(tenant, 0, extent)
                .expand(step -> step.last() ? Mono.empty() : step(tenant, step.from(), extent)))
        .map(Step::part);
  }

  private Mono<Extent> extent(TenantId tenant) {
    return postgres.inTenant(
        tenant,
        client ->
            client
                .sql(
                    """
                    select coalesce((select max(seq) from audit_link), 0) as entries,
                      coalesce((select max(size) from audit_head), 0) as heads\
                    """)
                .map(row -> new Extent(Columns.count(row, "entries"), Columns.count(row, "heads")))
                .one());
  }

  private Mono<Step> step(TenantId tenant, long from, Extent extent) {
    return entries(tenant, from, extent)
        .flatMap(entries -> {
          boolean last = entries.size() < AT_ONCE;
          long end = last ? extent.heads() : entries.getLast().seq();
          return all(tenant, from, end)
              .map(found -> new Step(new Part(entries, found), last ? from : end, last));
        });
  }

  private Mono<List<LinkedEvent>> entries(TenantId tenant, long from, Extent extent) {
    return postgres
        .manyInTenant(
            tenant,
            client ->
                Sql.of(
                        client,
                        """
                        select l.seq, l.prev_hash, l.hash, %s
                        from audit_link l left join audit_event e on e.id = l.event_id
                        where l.seq > $1 and l.seq <= $2 order by l.seq limit $3\
                        """
                            .formatted(AuditColumns.EVENT),
                        from,
                        extent.entries(),
                        AT_ONCE)
                    .map(row -> AuditColumns.linked(tenant, row))
                    .all())
        .collectList();
  }

  /** Behind a log that was cut off there may be any number of heads. */
  private Mono<List<SignedHead>> all(TenantId tenant, long from, long end) {
    return heads
        .after(tenant, from, end, AT_ONCE)
        .expand(part ->
            part.size() < AT_ONCE
                ? Mono.empty()
                : heads.after(tenant, part.getLast().size(), end, AT_ONCE))
        .flatMapIterable(part -> part)
        .collectList();
  }
}
