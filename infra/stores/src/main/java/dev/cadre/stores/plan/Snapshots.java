package dev.cadre.stores.plan;

import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.tenant.TenantId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** What plans started from, as their steps need it; the last few are kept in memory. */
public final class Snapshots {

  private static final int CACHED = 256;

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final Map<Run, PlanSnapshot> cache =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Run, PlanSnapshot> eldest) {
          return size() > CACHED;
        }
      };

  private record Run(TenantId tenant, PlanId plan, int run) {}

  public Snapshots(Postgres postgres, ScopeKeys keys) {
    this.postgres = postgres;
    this.keys = keys;
  }

  /** The snapshot of the plan's newest run; empty when none was opened. */
  public Mono<PlanSnapshot> newest(TenantId tenant, PlanId plan) {
    return postgres
        .inTenant(
            tenant,
            client ->
                Sql.of(
                        client,
                        "select snapshot_run from plan where id = $1 and snapshot_run is not null",
                        plan.value())
                    .map(row -> Columns.number(row, "snapshot_run"))
                    .one())
        .flatMap(run -> of(new Run(tenant, plan, run)));
  }

  /** The snapshot of a run; empty when the plan has gone on to another. */
  public Mono<PlanSnapshot> of(TenantId tenant, PlanId plan, int run) {
    return of(new Run(tenant, plan, run));
  }

  private Mono<PlanSnapshot> of(Run run) {
    return Mono.justOrEmpty(cached(run))
        .switchIfEmpty(Mono.defer(() -> read(run).doOnNext(snapshot -> remember(run, snapshot))));
  }

  private Mono<PlanSnapshot> read(Run run) {
    return keys.of(run.plan())
        .flatMap(key ->
            postgres.inTenant(
                run.tenant(),
                client ->
                    Sql.of(
                            client,
                            "select snapshot from plan where id = $1 and snapshot_run = $2",
                            run.plan().value(),
                            run.run())
                        .map(row ->
                            Json.read(
                                key.open(OpeningRows.SNAPSHOT, Columns.bytes(row, "snapshot")),
                                PlanSnapshot.class))
                        .one()));
  }

  private Optional<PlanSnapshot> cached(Run run) {
    synchronized (cache) {
      return Optional.ofNullable(cache.get(run));
    }
  }

  private void remember(Run run, PlanSnapshot snapshot) {
    synchronized (cache) {
      cache.put(run, snapshot);
    }
  }
}
