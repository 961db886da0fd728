package dev.cadre.stores.plan;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Reads the attempts of a step. */
public final class AttemptReads {

  /**
   * The item is looked up for what is on the page only: joined before, each of 10,000 attempts
   * meets each of 10,000 instances while PostgreSQL has no figures of the tables yet.
   */
  private static final String SELECT =
      """
      select a.*, (select s.item from step s where s.plan_id = a.plan_id
        and s.step_id = a.step_id and s.scope = a.scope and s.scope > 0) as item
      from (select * from attempt where plan_id = $1 and step_id = $2
        and (started_at, occurrence, target, try) > ($3, $4, $5, $6)
        order by started_at, occurrence, target, try limit $7) a
      order by a.started_at, a.occurrence, a.target, a.try\
      """;

  private final Postgres postgres;
  private final ScopeKeys keys;

  public AttemptReads(Postgres postgres, ScopeKeys keys) {
    this.postgres = postgres;
    this.keys = keys;
  }

  /**
   * The attempt that a page begins behind.
   *
   * @param startedAt and the others as in {@link AttemptRead}
   */
  public record Last(Instant startedAt, int occurrence, int position, int attempt) {

    /** Before the first. */
    public static final Last NONE = new Last(Instant.EPOCH, 0, 0, 0);
  }

  /** The attempts of a step, of all its instances, in the order in which they started. */
  public Mono<List<AttemptRead>> of(
      TenantId tenant, PlanId plan, String step, Last last, int limit) {
    return keys.of(plan)
        .flatMap(key ->
            postgres
                .manyInTenant(
                    tenant,
                    client ->
                        Sql.of(
                                client,
                                SELECT,
                                plan.value(),
                                step,
                                Sql.time(last.startedAt()),
                                last.occurrence(),
                                last.position(),
                                last.attempt(),
                                limit)
                            .map(row -> attempt(row, key))
                            .all())
                .collectList());
  }

  private static AttemptRead attempt(Readable row, ScopeKey key) {
    Long retryAfter = row.get("retry_after_ms", Long.class);
    BigDecimal cost = row.get("cost_usd", BigDecimal.class);
    byte[] failure = row.get("failure", byte[].class);
    return new AttemptRead(
        Columns.text(row, "key"),
        Columns.number(row, "occurrence"),
        Columns.number(row, "scope"),
        row.get("item", Integer.class),
        Columns.number(row, "turn"),
        Columns.number(row, "call"),
        Columns.number(row, "target"),
        Columns.number(row, "try"),
        Columns.text(row, "kind"),
        Columns.text(row, "provider"),
        row.get("model", String.class),
        row.get("served_model", String.class),
        Columns.text(row, "state"),
        Columns.number(row, "physical_calls"),
        row.get("category", String.class),
        row.get("http_status", Integer.class),
        retryAfter == null ? null : Duration.ofMillis(retryAfter),
        tokens(row),
        cost == null ? null : Money.usd(cost),
        Columns.flag(row, "was_fallback"),
        Columns.flag(row, "discarded"),
        failure == null ? null : key.openText(Places.ATTEMPT_FAILURE, failure),
        Columns.instant(row, "started_at"),
        Columns.instantOrNull(row, "settled_at"));
  }

  private static AttemptRead.@Nullable Tokens tokens(Readable row) {
    Long input = row.get("input_tokens", Long.class);
    Long output = row.get("output_tokens", Long.class);
    return input == null && output == null
        ? null
        : new AttemptRead.Tokens(input, output, row.get("cached_tokens", Long.class));
  }
}
