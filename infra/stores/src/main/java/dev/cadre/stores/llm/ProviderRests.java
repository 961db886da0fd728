package dev.cadre.stores.llm;

import dev.cadre.stores.audit.AuditRows;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * What rests at providers, as who operates the installation sees it and lifts it: what calls with
 * the installation's keys meet, and with the own keys of a tenant. See {@link CooldownRows}.
 */
public final class ProviderRests {

  /** Of rows of {@code cooldown}: what rests, at which provider, for whose key. */
  private static final String RESTING =
      """
      select split_part(scope, '/', 1) as what, split_part(scope, '/', 2) as provider,
             nullif(substr(split_part(scope, '//', 1),
                           length(split_part(scope, '/', 1) || split_part(scope, '/', 2)) + 3), '')
               as model,
             m.name as configuration, category, until, scope
      from cooldown left join model_configuration m
        on m.tenant_id = $1 and m.id::text = split_part(scope, '//', 2)
      where until > now() and (m.id is not null or scope not like '%//%')\
      """;

  private final Postgres postgres;
  private final Clock clock;

  /**
   * Something that no call goes to.
   *
   * @param what {@code provider}, {@code model}, {@code key}, or {@code key-model}: the model with
   *     this key
   * @param model of the two that have one
   * @param configuration the tenant's own whose key it is; null: the installation's
   * @param category of the failure that made it rest
   */
  public record Rest(
      String what,
      @Nullable String model,
      @Nullable String configuration,
      String category,
      Instant until) {}

  public ProviderRests(Postgres postgres, Clock clock) {
    this.postgres = postgres;
    this.clock = clock;
  }

  /** All rests by provider, those of a tenant's own keys included. */
  public Mono<Map<String, List<Rest>>> all(TenantId tenant) {
    return postgres
        .manyInTenant(
            tenant,
            client ->
                Sql.of(client, RESTING + " order by scope", tenant.value())
                    .map(row -> Map.entry(Columns.text(row, "provider"), rest(row)))
                    .all())
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }

  private static Rest rest(Readable row) {
    return new Rest(
        Columns.text(row, "what"),
        row.get("model", String.class),
        row.get("configuration", String.class),
        Columns.text(row, "category"),
        Columns.instant(row, "until"));
  }

  /** Ends all rests at a provider: the next call goes through and decides. */
  public Mono<Void> lift(TenantId tenant, By by, String provider) {
    return postgres.inTenant(
        tenant,
        client ->
            end(client, tenant, provider)
                .flatMap(lifted ->
                    AuditRows.write(
                        client,
                        tenant,
                        by.done(clock.instant(), "provider.lift", "provider", provider)
                            .with("lifted", lifted))));
  }

  /** The same, in the caller's transaction; how many rested. */
  static Mono<Long> end(DatabaseClient client, TenantId tenant, String provider) {
    return Sql.of(
            client,
            "with resting as ("
                + RESTING
                + """
                )
                update cooldown set until = now(), probing_until = null
                where scope in (select c.scope from cooldown c join resting r on r.scope = c.scope
                                where r.provider = $2 order by c.scope for update of c)\
                """,
            tenant.value(),
            provider)
        .fetch()
        .rowsUpdated();
  }
}
