package dev.cadre.stores.plan;

import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Recent;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.tenant.TenantId;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** What plans started from, as their steps need it; those used last are kept in memory. */
public final class Snapshots {

  /** What an object takes for each byte of its JSON, about. */
  private static final int BYTES_A_BYTE = 4;

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final Recent<Run, PlanSnapshot> recent = Recent.ofThisHeap();

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
    return Mono.justOrEmpty(recent.get(run)).switchIfEmpty(Mono.defer(() -> read(run)));
  }

  private Mono<PlanSnapshot> read(Run run) {
    return keys.of(run.plan())
        .flatMap(key ->
            sealed(run)
                .map(bytes -> {
                  byte[] json = key.open(OpeningRows.SNAPSHOT, bytes);
                  PlanSnapshot snapshot = Json.read(json, PlanSnapshot.class);
                  recent.put(run, snapshot, (long) BYTES_A_BYTE * json.length);
                  return snapshot;
                }));
  }

  private Mono<byte[]> sealed(Run run) {
    return postgres
        .alone(client ->
            Sql.of(
                    client,
                    "select plan_snapshot($1, $2, $3) as snapshot",
                    run.tenant().value(),
                    run.plan().value(),
                    run.run())
                .map(row -> Optional.ofNullable(row.get("snapshot", byte[].class)))
                .one())
        .flatMap(Mono::justOrEmpty);
  }
}
