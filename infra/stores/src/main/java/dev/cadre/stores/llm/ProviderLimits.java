package dev.cadre.stores.llm;

import dev.cadre.stores.audit.AuditRows;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What the installation may spend at providers in a month, and what it has spent in this one. */
public final class ProviderLimits {

  private static final String MONEY =
      """
      select coalesce(l.provider, s.provider) as provider, l.limit_usd,
             case when l.provider is null then s.spent else coalesce(m.settled, 0) end as spent,
             coalesce(m.reserved, 0) as reserved
      from provider_limit l
      full join provider_spent() s on s.provider = l.provider
      left join provider_month m on m.provider = l.provider and m.month = provider_this_month()\
      """;

  private final Postgres postgres;
  private final Clock clock;

  /**
   * The money of one provider in this month, in USD.
   *
   * @param limit null: none
   * @param spent where there is no limit, by the plans that are kept
   * @param reserved by calls that run, where there is a limit
   */
  public record Spending(@Nullable BigDecimal limit, BigDecimal spent, BigDecimal reserved) {

    /** Nothing. */
    public static final Spending NONE = new Spending(null, BigDecimal.ZERO, BigDecimal.ZERO);
  }

  public ProviderLimits(Postgres postgres, Clock clock) {
    this.postgres = postgres;
    this.clock = clock;
  }

  /** Of each provider that has a limit or costs. */
  public Mono<Map<String, Spending>> all() {
    return postgres.inSystem(client ->
        client
            .sql(MONEY)
            .map(row -> Map.entry(Columns.text(row, "provider"), spending(row)))
            .all()
            .collectMap(Map.Entry::getKey, Map.Entry::getValue, TreeMap::new));
  }

  private static Spending spending(Readable row) {
    return new Spending(
        row.get("limit_usd", BigDecimal.class),
        Columns.money(row, "spent"),
        Columns.money(row, "reserved"));
  }

  /**
   * Sets a limit, which holds from the next call on.
   *
   * @param limit null: none any more
   */
  public Mono<Void> set(TenantId tenant, By by, String provider, @Nullable BigDecimal limit) {
    return postgres.inTenant(
        tenant,
        client ->
            (limit == null
                    ? Sql.of(client, "delete from provider_limit where provider = $1", provider)
                    : Sql.of(
                        client,
                        "select provider_limit_set($1, $2, $3, $4)",
                        provider,
                        limit,
                        by.actor().id(),
                        Sql.time(clock.instant())))
                .then()
                .then(
                    AuditRows.write(
                        client,
                        tenant,
                        by.done(clock.instant(), "provider.limit", "provider", provider)
                            .with("limitUsd", limit == null ? "none" : limit.toPlainString()))));
  }
}
