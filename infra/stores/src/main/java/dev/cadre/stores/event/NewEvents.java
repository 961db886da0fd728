package dev.cadre.stores.event;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Events on their way into a plan's log, in order. They are inserted without {@code seq}; readers
 * number them after the commit.
 */
public final class NewEvents {

  /** A statement takes at most 65,535 values, four of each event. */
  private static final int AT_ONCE = 5_000;

  private final List<NewEvent> events = new ArrayList<>();

  private record NewEvent(
      String type, @Nullable String step, Map<String, @Nullable Object> data, Instant at) {}

  /**
   * Adds an event.
   *
   * @param pairs names and values of its data, by turns; a null value is left out
   */
  public NewEvents add(String type, @Nullable String step, Instant at, @Nullable Object... pairs) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    for (int i = 0; i + 1 < pairs.length; i += 2) {
      if (pairs[i + 1] != null) {
        data.put(String.valueOf(pairs[i]), pairs[i + 1]);
      }
    }
    events.add(new NewEvent(type, step, data, at));
    return this;
  }

  /** The sealed data of each, for a function of the database that writes the rows. */
  public List<byte[]> sealed(ScopeKey key) {
    return events.stream().map(event -> sealed(event, key)).toList();
  }

  private static byte[] sealed(NewEvent event, ScopeKey key) {
    return key.seal(Places.EVENT_DATA, Json.bytes(event.data()));
  }

  /** Writes them in the caller's transaction. */
  public Mono<Void> write(DatabaseClient client, TenantId tenant, PlanId plan, ScopeKey key) {
    return Flux.fromIterable(events)
        .buffer(AT_ONCE)
        .concatMap(part -> write(part, client, tenant, plan, key))
        .then();
  }

  private static Mono<Void> write(
      List<NewEvent> part, DatabaseClient client, TenantId tenant, PlanId plan, ScopeKey key) {
    StringBuilder sql =
        new StringBuilder(
            "insert into plan_event (tenant_id, plan_id, type, step_id, data, at) values ");
    List<Object> values = new ArrayList<>(List.of(tenant.value(), plan.value()));
    for (NewEvent event : part) {
      int next = values.size() + 1;
      sql.append(values.size() == 2 ? "" : ", ")
          .append("($1, $2, $%d, $%d, $%d, $%d)".formatted(next, next + 1, next + 2, next + 3));
      values.add(event.type());
      values.add(Sql.orNull(event.step(), String.class));
      values.add(sealed(event, key));
      values.add(Sql.time(event.at()));
    }
    return Sql.of(client, sql.toString(), values.toArray()).then();
  }
}
