package dev.cadre.stores.plan;

import dev.cadre.stores.event.NewEvents;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.stores.step.PostgresBlobs;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.step.Output;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * How nearly every plan begins and completes, in two statements and in one: functions of the
 * database that change nothing when anything is not ordinary. Then {@link OpeningRows} and {@link
 * ClosingRows} are to be run in a transaction; they know every course and write the same in this
 * one.
 */
final class OrdinaryPlans {

  private final Postgres postgres;

  OrdinaryPlans(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Opens a first run that nobody has opened; empty where it is another. */
  Mono<PlanSnapshot> open(
      StartPlan start, Function<Opening, PlanSnapshot> snapshot, ScopeKey key, Instant now) {
    return postgres
        .alone(client -> new OpeningRows(client, key).stored(start))
        .filter(OpeningRows.Stored::fresh)
        .map(stored -> snapshot.apply(stored.opening()))
        .flatMap(fixed ->
            postgres
                .done(
                    "plan_open",
                    List.of(
                        start.tenant().value(),
                        start.plan().value(),
                        start.run(),
                        key.seal(OpeningRows.SNAPSHOT, Json.bytes(fixed)),
                        Sql.time(now),
                        OpeningRows.started(start, now).sealed(key).getFirst()))
                .filter(done -> done)
                .map(_ -> fixed));
  }

  /** Whether it has completed the run, which has nothing left open. */
  Mono<Boolean> complete(ClosePlan close, @Nullable Object result, ScopeKey key, Instant now) {
    return close.status() == PlanStatus.COMPLETED
        ? PostgresBlobs.inline(result)
            .map(output -> complete(close, output, key, now))
            .orElse(Mono.just(false))
        : Mono.just(false);
  }

  private Mono<Boolean> complete(ClosePlan close, Output output, ScopeKey key, Instant now) {
    return postgres.done(
        "plan_complete",
        List.of(
            close.tenant().value(),
            close.plan().value(),
            close.run(),
            key.seal(Places.PLAN_RESULT, Json.bytes(output)),
            Sql.time(now),
            ClosingRows.ended(new NewEvents(), close, now).sealed(key).getFirst()));
  }
}
