package dev.cadre.stores.llm;

import dev.cadre.stores.audit.AuditRows;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The last test of each provider: a plan of one tiny call, whose attempt tells what came of it. */
public final class ProviderTests {

  private final Postgres postgres;
  private final Clock clock;

  /**
   * A test.
   *
   * @param outcome RUNNING, OK, or the category of its failure
   */
  public record Test(String plan, String by, Instant at, String outcome) {}

  public ProviderTests(Postgres postgres, Clock clock) {
    this.postgres = postgres;
    this.clock = clock;
  }

  /** Remembers that a plan tests a provider; what rests there is called once more, to see. */
  public Mono<Void> begun(TenantId tenant, By by, String provider, PlanId plan) {
    return postgres.inTenant(
        tenant,
        client ->
            Sql.of(
                    client,
                    """
                    insert into provider_test (provider, tenant_id, plan_id, tested_by, tested_at)
                    values ($1, $2, $3, $4, $5)
                    on conflict (tenant_id, provider) do update set plan_id = excluded.plan_id,
                      tested_by = excluded.tested_by, tested_at = excluded.tested_at\
                    """,
                    provider,
                    tenant.value(),
                    plan.value(),
                    by.actor().id(),
                    Sql.time(clock.instant()))
                .then()
                .then(ProviderRests.end(client, tenant, provider))
                .then(
                    AuditRows.write(
                        client,
                        tenant,
                        by.done(clock.instant(), "provider.test", "provider", provider))));
  }

  /** The last test of each provider, by the tenant that tests. */
  public Mono<Map<String, Test>> last(TenantId tenant) {
    return postgres
        .manyInTenant(
            tenant,
            client ->
                client
                    .sql(
                        """
                        select t.provider, t.plan_id::text as plan, t.tested_by, t.tested_at,
                          (select case when a.state <> 'SETTLED' then 'RUNNING'
                                       else coalesce(a.category, 'OK') end
                           from attempt a where a.plan_id = t.plan_id
                           order by a.started_at desc, a.try desc limit 1) as outcome,
                          (select p.status from plan p where p.id = t.plan_id) as status
                        from provider_test t\
                        """)
                    .map(row -> Map.entry(Columns.text(row, "provider"), test(row)))
                    .all())
        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  /** Without an attempt it is the plan that has not begun, or has failed before. */
  private static Test test(Readable row) {
    @Nullable String outcome = row.get("outcome", String.class);
    @Nullable String status = row.get("status", String.class);
    boolean over = "FAILED".equals(status) || "CANCELLED".equals(status) || status == null;
    return new Test(
        Columns.text(row, "plan"),
        Columns.text(row, "tested_by"),
        Columns.instant(row, "tested_at"),
        outcome != null ? outcome : over ? "NOT_CALLED" : "RUNNING");
  }
}
