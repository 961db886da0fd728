package dev.cadre.stores.memory;

import dev.cadre.stores.audit.AuditActor;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sealed;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Documents on their way into collections. The API takes them in; a worker takes each, makes its
 * vectors, and ends it. One that is lost with its worker is taken again when its time is over.
 */
public final class DocumentIntakes {

  /** Longer than the largest document takes on a slow machine. */
  private static final Duration TAKEN = Duration.ofMinutes(5);

  private static final int MOST_TRIES = 3;

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final Clock clock;

  /** What is taken: whose, which, and for the how-manieth time. */
  private record Order(TenantId tenant, UUID id, int tries) {}

  public DocumentIntakes(Postgres postgres, ScopeKeys keys, Clock clock) {
    this.postgres = postgres;
    this.keys = keys;
    this.clock = clock;
  }

  /** Takes a document in; it is in the collection as soon as a worker was at it. */
  public Mono<IntakeRead> put(TenantId tenant, By by, UUID collection, NewDocument document) {
    Instant now = clock.instant();
    UUID id = Uuid7.of(now.toEpochMilli(), ThreadLocalRandom.current());
    return keys.of(tenant)
        .flatMap(key ->
            postgres.inTenant(
                tenant,
                client ->
                    Sql.of(
                            client,
                            """
                            insert into document_intake (tenant_id, id, collection_id, document,
                              state, content, by_actor, by_kind, by_source, created_at)
                            values ($1, $2, $3, $4, 'PENDING', $5, $6, $7, $8, $9)\
                            """,
                            tenant.value(),
                            id,
                            collection,
                            document.id(),
                            key.seal(Places.INTAKE_CONTENT, Json.bytes(document)),
                            by.actor().id(),
                            by.actor().kind().name(),
                            Sql.orNull(by.source(), String.class),
                            Sql.time(now))
                        .then()
                        .then(
                            Sql.of(
                                    client,
                                    "insert into document_order (id, tenant_id) values ($1, $2)",
                                    id,
                                    tenant.value())
                                .then())))
        .thenReturn(new IntakeRead(id, document.id(), "PENDING", null, now, null));
  }

  /** One; empty when the collection has none of this id. */
  public Mono<IntakeRead> one(TenantId tenant, UUID collection, UUID id) {
    return postgres.inTenant(
        tenant,
        client ->
            Sql.of(
                    client,
                    """
                    select id, document, state, problem, created_at, ended_at from document_intake
                    where collection_id = $1 and id = $2\
                    """,
                    collection,
                    id)
                .map(DocumentIntakes::read)
                .one());
  }

  private static IntakeRead read(Readable row) {
    return new IntakeRead(
        Columns.uuid(row, "id"),
        Columns.text(row, "document"),
        Columns.text(row, "state"),
        row.get("problem", String.class),
        Columns.instant(row, "created_at"),
        Columns.instantOrNull(row, "ended_at"));
  }

  /** Takes the one that waits longest; empty when none does. */
  public Mono<Waiting> take() {
    return order()
        .flatMap(order ->
            order.tries() > MOST_TRIES
                ? end(order.tenant(), order.id(), "FAILED", "Three workers were lost with it.")
                    .then(take())
                : keys.of(order.tenant()).flatMap(key -> waiting(order, key)));
  }

  private Mono<Order> order() {
    return postgres.alone(client ->
        Sql.of(
                client,
                """
                update document_order set taken_until = $1, tries = tries + 1
                where id = (select id from document_order where taken_until < $2
                            order by id limit 1 for update skip locked)
                returning id, tenant_id, tries\
                """,
                Sql.time(clock.instant().plus(TAKEN)),
                Sql.time(clock.instant()))
            .map(row ->
                new Order(
                    new TenantId(Columns.uuid(row, "tenant_id")),
                    Columns.uuid(row, "id"),
                    Columns.number(row, "tries")))
            .one());
  }

  private Mono<Waiting> waiting(Order order, ScopeKey key) {
    return postgres.inTenant(
        order.tenant(),
        client ->
            Sql.of(
                    client,
                    """
                    select i.content, i.by_actor, i.by_kind, i.by_source, c.name
                    from document_intake i join collection c on c.tenant_id = i.tenant_id
                      and c.id = i.collection_id
                    where i.id = $1 and i.state = 'PENDING'\
                    """,
                    order.id())
                .map(row -> waiting(order, row, key))
                .one());
  }

  private static Waiting waiting(Order order, Readable row, ScopeKey key) {
    AuditActor actor =
        new AuditActor(
            Columns.text(row, "by_actor"), AuditActor.Kind.valueOf(Columns.text(row, "by_kind")));
    return new Waiting(
        order.tenant(),
        order.id(),
        Columns.text(row, "name"),
        new By(actor, row.get("by_source", String.class)),
        Json.read(Sealed.in(row, "content").open(key, Places.INTAKE_CONTENT), NewDocument.class));
  }

  /** It is in. */
  public Mono<Void> done(Waiting waiting, Added added) {
    return end(waiting.tenant(), waiting.id(), added.name(), null);
  }

  /** It cannot be taken in, ever. */
  public Mono<Void> failed(Waiting waiting, String problem) {
    return end(waiting.tenant(), waiting.id(), "FAILED", problem);
  }

  /** Its content goes. */
  private Mono<Void> end(TenantId tenant, UUID id, String state, @Nullable String problem) {
    return postgres.inTenant(
        tenant,
        client ->
            Sql.of(
                    client,
                    """
                    update document_intake set state = $2, problem = $3, content = null, ended_at = $4
                    where id = $1 and state = 'PENDING'\
                    """,
                    id,
                    state,
                    Sql.orNull(problem, String.class),
                    Sql.time(clock.instant()))
                .then()
                .then(Sql.of(client, "delete from document_order where id = $1", id).then()));
  }
}
