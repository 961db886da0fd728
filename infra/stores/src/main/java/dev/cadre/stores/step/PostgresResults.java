package dev.cadre.stores.step;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Results in PostgreSQL. */
public final class PostgresResults implements Results {

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final Blobs blobs;

  private record Value(String step, @Nullable Object tree) {}

  public PostgresResults(Postgres postgres, ScopeKeys keys, Blobs blobs) {
    this.postgres = postgres;
    this.keys = keys;
    this.blobs = blobs;
  }

  @Override
  public Mono<Map<String, @Nullable Object>> values(
      TenantId tenant, PlanId plan, Map<String, Integer> uses) {
    if (uses.isEmpty()) {
      return Mono.just(Map.of());
    }
    return keys.of(plan).flatMap(key -> read(tenant, plan, uses, key));
  }

  private Mono<Map<String, @Nullable Object>> read(
      TenantId tenant, PlanId plan, Map<String, Integer> uses, ScopeKey key) {
    List<Map.Entry<String, Integer>> wanted = List.copyOf(uses.entrySet());
    return postgres
        .manyInTenant(
            tenant,
            client ->
                Sql.of(
                        client,
                        """
                        select r.step_id, r.value, b.content
                        from unnest($2::text[], $3::int4[]) as u (step, occurrence)
                        join step_result r on r.plan_id = $1 and r.step_id = u.step
                          and r.occurrence = u.occurrence
                        left join blob b on b.id = r.blob_id\
                        """,
                        plan.value(),
                        wanted.stream().map(Map.Entry::getKey).toArray(String[]::new),
                        wanted.stream().map(Map.Entry::getValue).toArray(Integer[]::new))
                    .map(row -> value(row, key))
                    .all())
        .collectList()
        .map(PostgresResults::byStep);
  }

  private static Map<String, @Nullable Object> byStep(List<Value> values) {
    Map<String, @Nullable Object> trees = new HashMap<>();
    values.forEach(value -> trees.put(value.step(), value.tree()));
    return trees;
  }

  private static Value value(Readable row, ScopeKey key) {
    byte[] inline = row.get("value", byte[].class);
    byte[] canonical =
        inline == null
            ? key.open(Places.BLOB_CONTENT, Columns.bytes(row, "content"))
            : key.open(Places.STEP_RESULT_VALUE, inline);
    return new Value(Columns.text(row, "step_id"), StoredValue.tree(canonical));
  }

  @Override
  public Mono<Map<Integer, @Nullable Object>> values(
      TenantId tenant, PlanId plan, String step, List<Integer> occurrences) {
    return keys.of(plan)
        .flatMap(key ->
            postgres
                .manyInTenant(
                    tenant,
                    client ->
                        Sql.of(
                                client,
                                """
                                select r.occurrence, r.step_id, r.value, b.content
                                from step_result r left join blob b on b.id = r.blob_id
                                where r.plan_id = $1 and r.step_id = $2 and r.occurrence = any($3)\
                                """,
                                plan.value(),
                                step,
                                occurrences.toArray(Integer[]::new))
                            .map(row ->
                                Map.entry(
                                    Columns.number(row, "occurrence"),
                                    Optional.ofNullable(value(row, key).tree())))
                            .all())
                .collectList())
        .map(PostgresResults::byOccurrence);
  }

  private static Map<Integer, @Nullable Object> byOccurrence(
      List<Map.Entry<Integer, Optional<Object>>> found) {
    Map<Integer, @Nullable Object> trees = new HashMap<>();
    found.forEach(each -> trees.put(each.getKey(), each.getValue().orElse(null)));
    return trees;
  }

  @Override
  public Mono<Optional<Object>> item(TenantId tenant, PlanId plan, Frame frame) {
    return keys.of(plan)
        .flatMap(key ->
            postgres.inTenant(
                tenant,
                client ->
                    Sql.of(
                            client,
                            """
                            select value from step_item
                            where plan_id = $1 and step_id = $2 and occurrence = $3 and item = $4\
                            """,
                            plan.value(),
                            frame.step(),
                            frame.occurrence(),
                            frame.index())
                        .map(row -> key.open(Places.STEP_ITEM_VALUE, Columns.bytes(row, "value")))
                        .one()))
        .switchIfEmpty(Mono.error(() -> new IllegalStateException("no item " + frame)))
        .map(form -> Optional.ofNullable(StoredValue.tree(form)));
  }

  @Override
  public Mono<Optional<Object>> value(TenantId tenant, PlanId plan, Output output) {
    String blob = output.blob();
    if (blob == null) {
      return Mono.just(Optional.ofNullable(output.value()));
    }
    return blobs
        .read(tenant, plan, blob)
        .switchIfEmpty(Mono.error(() -> new IllegalStateException("no blob " + blob)))
        .map(bytes -> Optional.ofNullable(StoredValue.tree(bytes)));
  }
}
