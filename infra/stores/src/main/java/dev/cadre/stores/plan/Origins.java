package dev.cadre.stores.plan;

import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sealed;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Plans as they were sent, for those who would do them again. */
public final class Origins {

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final OpenValues values;

  /** A plan's definition, all defaults filled in, and its input, a tree. */
  public record Origin(Plan plan, @Nullable Object input) {}

  private record Row(Sealed definition, Sealed input) {}

  public Origins(Postgres postgres, ScopeKeys keys) {
    this.postgres = postgres;
    this.keys = keys;
    this.values = new OpenValues(postgres);
  }

  /** Empty when there is no such plan. */
  public Mono<Origin> one(TenantId tenant, PlanId id) {
    return postgres
        .inTenant(
            tenant,
            client ->
                client
                    .sql("select definition, input from plan where id = $1")
                    .bind(0, id.value())
                    .map(row -> new Row(Sealed.in(row, "definition"), Sealed.in(row, "input")))
                    .one())
        .flatMap(row ->
            keys.of(id)
                .flatMap(key -> {
                  Plan plan =
                      Json.read(row.definition().open(key, Places.PLAN_DEFINITION), Plan.class);
                  Output input = Json.read(row.input().open(key, Places.PLAN_INPUT), Output.class);
                  return values
                      .json(tenant, input, key)
                      .map(json -> new Origin(plan, OpenValues.tree(json)));
                }));
  }
}
