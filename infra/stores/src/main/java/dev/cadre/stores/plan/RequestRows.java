package dev.cadre.stores.plan;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Clients' idempotency keys, in the caller's transaction. */
final class RequestRows {

  private RequestRows() {}

  /**
   * Writes the key of a request, unless it stands; one that another transaction writes at this
   * moment is waited for. A request without a key is always the first.
   *
   * @param answer the first answer's body; ids and links only
   * @return whether the request is the first
   */
  static Mono<Boolean> claim(
      DatabaseClient client,
      TenantId tenant,
      PlanId plan,
      @Nullable RequestKey request,
      String answer) {
    if (request == null) {
      return Mono.just(true);
    }
    return Sql.of(
            client,
            """
            insert into plan_request (tenant_id, principal, route, key, body_sha256, plan_id, answer)
            values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing\
            """,
            tenant.value(),
            request.principal(),
            request.route(),
            request.key(),
            request.bodySha256(),
            plan.value(),
            answer)
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }

  /** Of an order to a plan, which is answered by the plan as it stands. */
  static Mono<Boolean> claim(
      DatabaseClient client, TenantId tenant, PlanId plan, @Nullable RequestKey order) {
    return claim(client, tenant, plan, order, "{\"id\":\"" + plan + "\"}");
  }

  /**
   * What the same request was answered before; empty when it is new, or has no key.
   *
   * @return an error of {@link IdempotencyConflict} when the body was another
   */
  static Mono<Accepted> stored(
      DatabaseClient client, TenantId tenant, @Nullable RequestKey request) {
    if (request == null) {
      return Mono.empty();
    }
    return Sql.of(
            client,
            """
            select plan_id, answer, body_sha256 from plan_request
            where tenant_id = $1 and principal = $2 and route = $3 and key = $4\
            """,
            tenant.value(),
            request.principal(),
            request.route(),
            request.key())
        .map(row -> {
          if (!Columns.text(row, "body_sha256").equals(request.bodySha256())) {
            throw new IdempotencyConflict(request.key());
          }
          var plan = new PlanId(Columns.uuid(row, "plan_id"));
          return new Accepted(plan, Columns.text(row, "answer"), true);
        })
        .one();
  }
}
