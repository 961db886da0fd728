package dev.cadre.stores.plan;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.plan.EnterContainer;
import dev.cadre.workflows.plan.Entered.Instance;
import dev.cadre.workflows.plan.PlanSnapshot.PriorStep;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The items of a container and the instances that were begun, in the caller's transaction. */
final class ItemRows {

  private static final int ROWS_AT_ONCE = 500;

  private final DatabaseClient client;
  private final EnterContainer container;
  private final ScopeKey key;

  private record Row(int item, int scope, PriorStep step) {}

  ItemRows(DatabaseClient client, EnterContainer container, ScopeKey key) {
    this.client = client;
    this.container = container;
    this.key = key;
  }

  Mono<Void> write(List<? extends @Nullable Object> items) {
    return Flux.range(0, (items.size() + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE)
        .concatMap(part -> write(items, part * ROWS_AT_ONCE))
        .then();
  }

  private Mono<Void> write(List<? extends @Nullable Object> items, int from) {
    List<byte[]> forms = new ArrayList<>();
    for (Object item : items.subList(from, Math.min(items.size(), from + ROWS_AT_ONCE))) {
      forms.add(CanonicalJson.of(item).getBytes(StandardCharsets.UTF_8));
    }
    // The driver knows no array of bytea.
    Base64.Encoder text = Base64.getEncoder();
    return Sql.of(
            client,
            """
            insert into step_item (tenant_id, plan_id, step_id, occurrence, item, sha256, value)
            select $1, $2, $3, $4, $5 + i.ordinal - 1, i.sha256, decode(i.value, 'base64')
            from unnest($6::text[], $7::text[]) with ordinality as i (sha256, value, ordinal)
            on conflict do nothing\
            """,
            container.tenant().value(),
            container.plan().value(),
            container.step(),
            container.occurrence(),
            from,
            forms.stream().map(CanonicalJson::sha256).toArray(String[]::new),
            forms.stream()
                .map(form -> text.encodeToString(key.seal(Places.STEP_ITEM_VALUE, form)))
                .toArray(String[]::new))
        .then();
  }

  /** Instances of the kept occurrence whose items are the same become this one's. */
  Mono<Void> takeOver() {
    Integer kept = container.keptFrom();
    if (kept == null || kept == container.occurrence()) {
      return Mono.empty();
    }
    return Sql.of(
            client,
            """
            update step s set container_occurrence = $4
            where s.plan_id = $1 and s.container = $2 and s.container_occurrence = $3
              and s.scope > 0
              and (select i.sha256 from step_item i where i.plan_id = $1 and i.step_id = $2
                     and i.occurrence = $3 and i.item = s.item)
                is not distinct from
                (select i.sha256 from step_item i where i.plan_id = $1 and i.step_id = $2
                     and i.occurrence = $4 and i.item = s.item)\
            """,
            container.plan().value(),
            container.step(),
            kept,
            container.occurrence())
        .then();
  }

  /** Instances that this occurrence has begun, with the steps that have rows. */
  Mono<List<Instance>> begun() {
    Integer kept = container.keptFrom();
    if (kept == null) {
      return Mono.just(List.of());
    }
    return Sql.of(
            client,
            """
            select s.item, s.scope, s.step_id, s.occurrence, s.reason, r.sha256, r.size,
              case when $4 and %s then 'FAILED' else s.state end as state, %s
            from step s
              left join step_result r on r.plan_id = s.plan_id
                and r.step_id = s.step_id and r.occurrence = s.occurrence
            where s.plan_id = $1 and s.container = $2 and s.container_occurrence = $3
              and s.scope > 0
            order by s.item, s.ordinal\
            """
                .formatted(LeftRows.CALLED_IN_VAIN, LeftRows.TOLD),
            container.plan().value(),
            container.step(),
            container.occurrence(),
            // When the same occurrence goes on, what was skipped stays so.
            kept != container.occurrence())
        .map(ItemRows::row)
        .all()
        .collectList()
        .map(ItemRows::instances);
  }

  private static Row row(Readable row) {
    return new Row(Columns.number(row, "item"), Columns.number(row, "scope"), LeftRows.step(row));
  }

  private static List<Instance> instances(List<Row> rows) {
    Map<Integer, List<Row>> byItem = new TreeMap<>();
    rows.forEach(row -> byItem.computeIfAbsent(row.item(), _ -> new ArrayList<>()).add(row));
    return byItem.entrySet().stream()
        .map(each ->
            new Instance(
                each.getKey(),
                each.getValue().getFirst().scope(),
                each.getValue().stream().map(Row::step).toList()))
        .toList();
  }
}
