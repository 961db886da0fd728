package dev.cadre.stores.plan;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Takes plans in: the plan, its key, its steps, its budget, the client's key and the order to start
 * it are one transaction, so that what was answered with 201 is never lost.
 */
public final class Submissions {

  private static final Duration KEY_LIFE = Duration.ofDays(30);

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final Clock clock;

  public Submissions(Postgres postgres, ScopeKeys keys, Clock clock) {
    this.postgres = postgres;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * What the same request was answered before; empty when it is new.
   *
   * @return an error of {@link IdempotencyConflict} when the body was another
   */
  public Mono<Accepted> earlier(TenantId tenant, RequestKey request) {
    return postgres.inTenant(tenant, client -> stored(client, tenant, request));
  }

  /**
   * Writes the plan, unless the same request stands already. A second request with the same key
   * waits here for the first one's commit.
   *
   * @return an error of {@link IdempotencyConflict} when the body was another
   */
  public Mono<Accepted> submit(Submission submission) {
    return postgres.inTenant(
        submission.tenant(),
        client -> {
          RequestKey request = submission.request();
          if (request == null) {
            return write(client, submission);
          }
          return claim(client, submission, request)
              .flatMap(claimed ->
                  claimed
                      ? write(client, submission)
                      : stored(client, submission.tenant(), request));
        });
  }

  /**
   * Deletes idempotency keys whose time is over: older than 30 days, and their plan gone. A plan
   * that can still be read answers for its key.
   *
   * @return how many, at most {@code limit}
   */
  public Mono<Long> deleteExpiredKeys(TenantId tenant, int limit) {
    return postgres.inTenant(
        tenant,
        client ->
            client
                .sql(
                    """
                    delete from plan_request where ctid = any (array(
                      select r.ctid from plan_request r
                      where r.created_at < $1
                        and not exists (select 1 from plan p where p.id = r.plan_id)
                      limit $2))\
                    """)
                .bind(0, clock.instant().minus(KEY_LIFE).atOffset(ZoneOffset.UTC))
                .bind(1, limit)
                .fetch()
                .rowsUpdated());
  }

  private static Mono<Boolean> claim(
      DatabaseClient client, Submission submission, RequestKey request) {
    return client
        .sql(
            """
            insert into plan_request (tenant_id, principal, route, key, body_sha256, plan_id, answer)
            values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing\
            """)
        .bind(0, submission.tenant().value())
        .bind(1, request.principal())
        .bind(2, request.route())
        .bind(3, request.key())
        .bind(4, request.bodySha256())
        .bind(5, submission.id().value())
        .bind(6, submission.answer())
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }

  private static Mono<Accepted> stored(DatabaseClient client, TenantId tenant, RequestKey request) {
    return client
        .sql(
            """
            select plan_id, answer, body_sha256 from plan_request
            where tenant_id = $1 and principal = $2 and route = $3 and key = $4\
            """)
        .bind(0, tenant.value())
        .bind(1, request.principal())
        .bind(2, request.route())
        .bind(3, request.key())
        .map(row -> {
          if (!Columns.text(row, "body_sha256").equals(request.bodySha256())) {
            throw new IdempotencyConflict(request.key());
          }
          var plan = new PlanId(Columns.uuid(row, "plan_id"));
          return new Accepted(plan, Columns.text(row, "answer"), true);
        })
        .one();
  }

  private Mono<Accepted> write(DatabaseClient client, Submission submission) {
    return keys.create(client, submission.tenant(), submission.id())
        .flatMap(key ->
            new NewPlan(client, submission, key, clock.instant())
                .write()
                .then(Mono.defer(() -> copy(client, submission, key))))
        .thenReturn(new Accepted(submission.id(), submission.answer(), false));
  }

  private Mono<Void> copy(DatabaseClient client, Submission submission, ScopeKey key) {
    Submission.Redone redone = submission.redone();
    return redone == null
        ? Mono.empty()
        : keys.of(redone.origin())
            .flatMap(origin ->
                new CopiedResults(client, submission, key, origin, clock.instant()).write(redone));
  }
}
