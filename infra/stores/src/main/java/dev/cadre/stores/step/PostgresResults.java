package dev.cadre.stores.step;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.stores.step.RecentValues.Place;
import dev.cadre.stores.step.RecentValues.Value;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Results in PostgreSQL; those that were used lately come from memory. */
public final class PostgresResults implements Results {

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final Blobs blobs;
  private final RecentValues recent;
  private final ConcurrentHashMap<Place, Mono<Optional<Object>>> reading =
      new ConcurrentHashMap<>();

  private record Wanted(TenantId tenant, PlanId plan, String step, int occurrence) {

    Place place() {
      return new Place.Result(tenant, plan, step, occurrence);
    }
  }

  public PostgresResults(Postgres postgres, ScopeKeys keys, Blobs blobs, RecentValues recent) {
    this.postgres = postgres;
    this.keys = keys;
    this.blobs = blobs;
    this.recent = recent;
  }

  @Override
  public Mono<Map<String, @Nullable Object>> values(
      TenantId tenant, PlanId plan, Map<String, Integer> uses) {
    List<Wanted> wanted =
        uses.entrySet().stream()
            .map(use -> new Wanted(tenant, plan, use.getKey(), use.getValue()))
            .toList();
    return values(tenant, plan, wanted).map(found -> by(Wanted::step, found));
  }

  @Override
  public Mono<Map<Integer, @Nullable Object>> values(
      TenantId tenant, PlanId plan, String step, List<Integer> occurrences) {
    List<Wanted> wanted =
        occurrences.stream().map(each -> new Wanted(tenant, plan, step, each)).toList();
    return values(tenant, plan, wanted).map(found -> by(Wanted::occurrence, found));
  }

  private static <K> Map<K, @Nullable Object> by(
      Function<Wanted, K> name, Map<Wanted, Value> found) {
    Map<K, @Nullable Object> trees = new HashMap<>();
    found.forEach((wanted, value) -> trees.put(name.apply(wanted), value.tree()));
    return trees;
  }

  /** Those that stand. */
  private Mono<Map<Wanted, Value>> values(TenantId tenant, PlanId plan, List<Wanted> wanted) {
    if (wanted.isEmpty()) {
      return Mono.just(Map.of());
    }
    return keys.of(plan)
        .flatMap(key -> {
          Map<Wanted, Value> found = new HashMap<>();
          wanted.forEach(
              each -> recent.get(each.place()).ifPresent(value -> found.put(each, value)));
          List<Wanted> missing = wanted.stream().filter(each -> !found.containsKey(each)).toList();
          return missing.isEmpty()
              ? Mono.just(found)
              : read(tenant, plan, missing, key)
                  .doOnNext(read -> {
                    recent.put(read.getKey().place(), read.getValue().tree());
                    found.put(read.getKey(), read.getValue());
                  })
                  .then(Mono.just(found));
        });
  }

  private Flux<Map.Entry<Wanted, Value>> read(
      TenantId tenant, PlanId plan, List<Wanted> wanted, ScopeKey key) {
    return postgres.manyAlone(client ->
        Sql.of(
                client,
                "select step_id, occurrence, value, content from result_values($1, $2, $3, $4)",
                tenant.value(),
                plan.value(),
                wanted.stream().map(Wanted::step).toArray(String[]::new),
                wanted.stream().map(Wanted::occurrence).toArray(Integer[]::new))
            .map(row ->
                Map.entry(
                    new Wanted(
                        tenant,
                        plan,
                        Columns.text(row, "step_id"),
                        Columns.number(row, "occurrence")),
                    value(row, key)))
            .all());
  }

  private static Value value(Readable row, ScopeKey key) {
    byte[] inline = row.get("value", byte[].class);
    byte[] canonical =
        inline == null
            ? key.open(Places.BLOB_CONTENT, Columns.bytes(row, "content"))
            : key.open(Places.STEP_RESULT_VALUE, inline);
    return new Value(StoredValue.tree(canonical));
  }

  @Override
  public Mono<Optional<Object>> item(TenantId tenant, PlanId plan, Frame frame) {
    var place = new Place.Item(tenant, plan, frame.step(), frame.occurrence(), frame.index());
    return keys.of(plan).flatMap(key -> remembered(place, () -> item(place, key)));
  }

  private Mono<byte[]> item(Place.Item place, ScopeKey key) {
    return postgres
        .alone(client ->
            Sql.of(
                    client,
                    "select item_value($1, $2, $3, $4, $5) as value",
                    place.tenant().value(),
                    place.plan().value(),
                    place.step(),
                    place.occurrence(),
                    place.index())
                .map(row -> Optional.ofNullable(row.get("value", byte[].class)))
                .one())
        .flatMap(Mono::justOrEmpty)
        .map(sealed -> key.open(Places.STEP_ITEM_VALUE, sealed))
        .switchIfEmpty(Mono.error(() -> new IllegalStateException("no item " + place)));
  }

  @Override
  public Mono<Optional<Object>> value(TenantId tenant, PlanId plan, Output output) {
    String blob = output.blob();
    if (blob == null) {
      return Mono.just(Optional.ofNullable(output.value()));
    }
    var place = new Place.Blob(tenant, plan, blob);
    return keys.of(plan)
        .flatMap(_ ->
            remembered(
                place,
                () ->
                    blobs
                        .read(tenant, plan, blob)
                        .switchIfEmpty(
                            Mono.error(() -> new IllegalStateException("no blob " + blob)))));
  }

  private Mono<Optional<Object>> remembered(Place place, Supplier<Mono<byte[]>> read) {
    return recent
        .get(place)
        .map(value -> Mono.just(Optional.ofNullable(value.tree())))
        // Steps that start together want the same input together: one reads it for all.
        .orElseGet(() -> reading.computeIfAbsent(place, _ -> once(place, read.get())));
  }

  private Mono<Optional<Object>> once(Place place, Mono<byte[]> read) {
    return read.map(form -> Optional.ofNullable(StoredValue.tree(form)))
        .doOnNext(tree -> recent.put(place, tree.orElse(null)))
        .doFinally(_ -> reading.remove(place))
        .cache();
  }
}
