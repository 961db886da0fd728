package dev.cadre.stores.gate;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.plan.OpenValues;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sealed;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;

/** Reads gates, with what they show and how they were decided. */
public final class GateReads {

  /** The instance of a nested step is looked up from the inside out. */
  private static final String SELECT =
      """
      select g.*, p.requester, s.container, s.item, w.path
      from gate g join plan p on p.id = g.plan_id
        left join lateral (select * from step s where g.scope > 0 and s.plan_id = g.plan_id
          and s.step_id = g.step_id and s.scope = g.scope limit 1) s on true
        left join lateral (
          with recursive up as (
            select s.container, s.container_occurrence, s.item, 0 as level where s.item is not null
            union all
            select o.container, o.container_occurrence, o.item, u.level + 1
            from up u join step o on o.plan_id = g.plan_id and o.step_id = u.container
              and o.occurrence = u.container_occurrence and o.scope > 0)
          select array_agg(item order by level desc) as path from up) w on true\
      """;

  private static final UUID LAST_ID = new UUID(-1L, -1L);
  private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
  private static final TypeReference<List<GateRead.ShownRead>> SHOWN = new TypeReference<>() {};

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final OpenValues values;

  /**
   * Which gates to list, newest first.
   *
   * @param status OPEN or CLOSED; null means all
   * @param plan null means all
   */
  public record Filter(
      @Nullable String status, @Nullable PlanId plan, @Nullable GateId before, int limit) {}

  private record Row(GateRead gate, Sealed title, Sealed options) {}

  public GateReads(Postgres postgres, ScopeKeys keys) {
    this.postgres = postgres;
    this.keys = keys;
    this.values = new OpenValues(postgres);
  }

  /** Whether a gate is written as closed, or not at all. */
  public Mono<Boolean> closed(TenantId tenant, GateId gate) {
    return postgres.done("gate_closed", List.of(tenant.value(), gate.value()));
  }

  /** Gates by the filter, without the shown outputs and the decisions. */
  public Mono<List<GateRead>> list(TenantId tenant, Filter filter) {
    String status = filter.status();
    PlanId plan = filter.plan();
    GateId before = filter.before();
    return postgres
        .manyInTenant(
            tenant,
            client ->
                client
                    .sql(
                        SELECT
                            + """
                             where g.id < $1
                              and (cardinality($2::text[]) = 0 or g.status = any($2))
                              and (cardinality($3::uuid[]) = 0 or g.plan_id = any($3))
                            order by g.id desc limit $4\
                            """)
                    .bind(0, before == null ? LAST_ID : before.value())
                    .bind(1, status == null ? new String[0] : new String[] {status})
                    .bind(2, plan == null ? new UUID[0] : new UUID[] {plan.value()})
                    .bind(3, filter.limit())
                    .map(GateReads::row)
                    .all())
        .collectList()
        .flatMap(rows ->
            Flux.fromIterable(rows)
                .concatMap(row -> keys.of(row.gate().plan()).map(key -> titled(row, key)))
                .collectList());
  }

  /** One gate with the outputs it shows and its decisions; empty when there is none. */
  public Mono<GateRead> one(TenantId tenant, GateId id) {
    return postgres
        .inTenant(
            tenant,
            client ->
                client
                    .sql(SELECT + " where g.id = $1")
                    .bind(0, id.value())
                    .map(GateReads::row)
                    .one())
        .flatMap(row -> keys.of(row.gate().plan()).flatMap(key -> whole(tenant, row, key)));
  }

  private Mono<GateRead> whole(TenantId tenant, Row row, ScopeKey key) {
    GateRead gate = titled(row, key);
    return Flux.fromIterable(gate.show())
        .concatMap(shown -> opened(tenant, gate.plan(), shown, key))
        .collectList()
        .zipWith(decisions(tenant, gate.id(), key))
        .map(parts -> with(gate, gate.title(), gate.options(), parts.getT1(), parts.getT2()));
  }

  private Mono<GateRead.ShownRead> opened(
      TenantId tenant, PlanId plan, GateRead.ShownRead shown, ScopeKey key) {
    return values
        .result(tenant, plan, shown.step(), shown.occurrence(), key)
        .map(json ->
            new GateRead.ShownRead(
                shown.step(), shown.occurrence(), shown.sha256(), OpenValues.tree(json)))
        .defaultIfEmpty(shown);
  }

  private Mono<List<GateRead.DecisionRead>> decisions(TenantId tenant, String gate, ScopeKey key) {
    return postgres.manyInTenant(tenant, client -> decisions(client, gate, key)).collectList();
  }

  private static Flux<GateRead.DecisionRead> decisions(
      DatabaseClient client, String gate, ScopeKey key) {
    return client
        .sql("select * from gate_decision where gate_id = $1 order by id")
        .bind(0, UUID.fromString(gate))
        .map(row -> decision(row, key))
        .all();
  }

  private static GateRead.DecisionRead decision(Readable row, ScopeKey key) {
    Object comment =
        Json.object(key.open(Places.DECISION_CONTENT, Columns.bytes(row, "content")))
            .get("comment");
    return new GateRead.DecisionRead(
        Columns.text(row, "decision"),
        Columns.text(row, "reviewer"),
        Columns.flag(row, "asserted"),
        comment instanceof String text ? text : null,
        row.get("refusal", String.class),
        key.openText(Places.DECISION_MESSAGE, Columns.bytes(row, "message")),
        row.get("outcome", String.class),
        Columns.instant(row, "at"));
  }

  private static GateRead titled(Row row, ScopeKey key) {
    String title = row.title().text(key, Places.GATE_TITLE);
    List<String> options =
        Json.MAPPER.readValue(row.options().open(key, Places.GATE_OPTIONS), TEXTS);
    return with(row.gate(), title, options, row.gate().show(), List.of());
  }

  private static GateRead with(
      GateRead g,
      String title,
      List<String> options,
      List<GateRead.ShownRead> show,
      List<GateRead.DecisionRead> decisions) {
    return new GateRead(
        g.id(),
        g.plan(),
        g.requester(),
        g.step(),
        g.occurrence(),
        g.container(),
        g.item(),
        g.path(),
        g.status(),
        g.outcome(),
        title,
        options,
        show,
        g.digest(),
        g.audience(),
        g.deadline(),
        g.openedAt(),
        g.closedAt(),
        decisions);
  }

  private static @Nullable List<Integer> path(Readable row) {
    Integer[] path = row.get("path", Integer[].class);
    return path == null ? null : List.of(path);
  }

  private static Row row(Readable row) {
    GateRead gate =
        new GateRead(
            Columns.uuid(row, "id").toString(),
            new PlanId(Columns.uuid(row, "plan_id")),
            Columns.text(row, "requester"),
            Columns.text(row, "step_id"),
            Columns.number(row, "occurrence"),
            row.get("container", String.class),
            row.get("item", Integer.class),
            path(row),
            Columns.text(row, "status"),
            row.get("outcome", String.class),
            "",
            List.of(),
            Json.MAPPER.readValue(Columns.text(row, "shown"), SHOWN),
            Columns.text(row, "digest"),
            new Audience(
                Set.of(Columns.texts(row, "roles")),
                Columns.number(row, "quorum"),
                Columns.flag(row, "four_eyes")),
            Columns.instantOrNull(row, "deadline"),
            Columns.instant(row, "opened_at"),
            Columns.instantOrNull(row, "closed_at"),
            List.of());
    return new Row(gate, Sealed.in(row, "title"), Sealed.in(row, "options"));
  }
}
