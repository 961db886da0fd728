package dev.cadre.stores.tenant;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import reactor.core.publisher.Mono;

/** What a tenant or an account that is stopped would stop with it, counted. */
public final class Impacts {

  private final Postgres postgres;

  /**
   * The counts.
   *
   * @param openPlans that have not ended
   * @param openGates in them
   * @param goodKeys API keys that let somebody in
   */
  public record Impact(long openPlans, long openGates, long goodKeys) {}

  public Impacts(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Of a tenant; empty when there is none. */
  public Mono<Impact> ofTenant(TenantId tenant) {
    return postgres.inTenant(
        tenant,
        client ->
            Sql.of(client, select("", "", "") + " from tenant where id = $1", tenant.value())
                .map(Impacts::read)
                .one());
  }

  /** Of an account; empty when there is none of that name. */
  public Mono<Impact> ofAccount(TenantId tenant, String name) {
    String select =
        select(" and p.requester = $1", " and p.requester = $1", " and a.name = $1")
            + " from account where name = $1";
    return postgres.inTenant(
        tenant, client -> Sql.of(client, select, name).map(Impacts::read).one());
  }

  private static String select(String plans, String gates, String keys) {
    return """
    select
      (select count(*) from plan p
        where p.status not in ('COMPLETED', 'FAILED', 'CANCELLED')%s) as plans,
      (select count(*) from gate g join plan p on p.id = g.plan_id
        where g.status = 'OPEN'%s) as gates,
      (select count(*) from api_key k
        join account a on a.tenant_id = k.tenant_id and a.id = k.account_id
        where k.revoked_at is null and (k.expires_at is null or k.expires_at > now())%s) as keys\
    """
        .formatted(plans, gates, keys);
  }

  private static Impact read(Readable row) {
    return new Impact(
        Columns.count(row, "plans"), Columns.count(row, "gates"), Columns.count(row, "keys"));
  }
}
