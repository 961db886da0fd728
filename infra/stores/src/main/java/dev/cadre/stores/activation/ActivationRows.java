package dev.cadre.stores.activation;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads and writes activations, in the caller's transaction. */
final class ActivationRows {

  private static final String SELECT =
      """
      select a.name, a.agent, a.owner, a.state, a.route, a.temperature, a.monthly_limit,
        (select settled + reserved from activation_spent(a.tenant_id, a.name)) as spent,
        a.problem, a.test_plan, a.tested_at,
        (select count(*) from attempt c where c.tenant_id = a.tenant_id and c.agent = a.name
          and c.started_at > now() - interval '2 days'
          and c.state = 'STARTED' and c.physical_calls > 0) as open_calls,
        a.version, a.created_by, a.created_at, a.updated_at
      from activation a\
      """;

  private final DatabaseClient client;
  private final TenantId tenant;

  ActivationRows(DatabaseClient client, TenantId tenant) {
    this.client = client;
    this.tenant = tenant;
  }

  /** By name; tests that have ended have had their effect. */
  Flux<Activation> all() {
    return settle()
        .thenMany(Sql.of(client, SELECT + " order by a.name").map(ActivationRows::read).all());
  }

  Mono<Activation> one(String name) {
    return settle()
        .then(Sql.of(client, SELECT + " where a.name = $1", name).map(ActivationRows::read).one());
  }

  /** Keeps calls of a name from beginning, and others from changing it, till the end. */
  Mono<Void> lock(String name) {
    return Sql.of(client, "select activation_lock($1, $2, true)", tenant.value(), name).then();
  }

  private Mono<Void> settle() {
    return Sql.of(client, "select activations_settle()").then();
  }

  /** Whether there was none of that name. */
  Mono<Boolean> insert(
      String name,
      String agent,
      @Nullable String owner,
      ActivationState state,
      String by,
      Activation.Settings settings,
      Instant now) {
    return Sql.of(
            client,
            """
            insert into activation (tenant_id, name, agent, owner, state, route, temperature,
              monthly_limit, created_by, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) on conflict do nothing\
            """,
            tenant.value(),
            name,
            agent,
            Sql.orNull(owner, String.class),
            state.name(),
            route(settings),
            Sql.orNull(settings.temperature(), Double.class),
            Sql.orNull(settings.monthlyLimitUsd(), BigDecimal.class),
            by,
            Sql.time(now))
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }

  Mono<Void> write(String name, ActivationState state, Activation.Settings settings, Instant now) {
    return Sql.of(
            client,
            """
            update activation set state = $2, route = $3, temperature = $4, monthly_limit = $5,
              version = version + 1, updated_at = $6 where name = $1\
            """,
            name,
            state.name(),
            route(settings),
            Sql.orNull(settings.temperature(), Double.class),
            Sql.orNull(settings.monthlyLimitUsd(), BigDecimal.class),
            Sql.time(now))
        .then();
  }

  Mono<Void> move(String name, ActivationState state, @Nullable UUID testPlan, Instant now) {
    return Sql.of(
            client,
            """
            update activation set state = $2, test_plan = coalesce($3, test_plan), problem = null,
              version = version + 1, updated_at = $4 where name = $1\
            """,
            name,
            state.name(),
            Sql.orNull(testPlan, UUID.class),
            Sql.time(now))
        .then();
  }

  Mono<Void> delete(String name) {
    return Sql.of(client, "delete from activation where name = $1", name).then();
  }

  /** Has the plans look again that name it. */
  Mono<Void> wake(String name) {
    return Sql.of(
            client,
            """
            insert into outbox (tenant_id, plan_id, run, kind)
            select p.tenant_id, p.id, p.run, 'WAKE' from plans_of_agent($1) as of (id)
              join plan p on p.id = of.id\
            """,
            name)
        .then();
  }

  private static Object route(Activation.Settings settings) {
    List<String> route = settings.route();
    return Sql.orNull(route == null ? null : route.toArray(String[]::new), String[].class);
  }

  static Activation.Settings settings(Readable row, @Nullable BigDecimal limit) {
    String[] route = row.get("route", String[].class);
    return new Activation.Settings(
        route == null ? null : List.of(route), row.get("temperature", Double.class), limit);
  }

  private static Activation read(Readable row) {
    return new Activation(
        Columns.text(row, "name"),
        Columns.text(row, "agent"),
        row.get("owner", String.class),
        ActivationState.valueOf(Columns.text(row, "state")),
        settings(row, row.get("monthly_limit", BigDecimal.class)),
        Columns.money(row, "spent"),
        row.get("problem", String.class),
        row.get("test_plan", UUID.class),
        Columns.instantOrNull(row, "tested_at"),
        Columns.count(row, "open_calls"),
        Columns.number(row, "version"),
        Columns.text(row, "created_by"),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "updated_at"));
  }
}
