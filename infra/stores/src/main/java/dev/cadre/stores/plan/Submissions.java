package dev.cadre.stores.plan;

import dev.cadre.stores.audit.AuditActor;
import dev.cadre.stores.audit.AuditEntry;
import dev.cadre.stores.audit.AuditRows;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Takes plans in: the plan, its key, its steps, its budget, the client's key, the order to start it
 * and the audit entry are one transaction, so that what was answered with 201 is never lost.
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
    return postgres.inTenant(tenant, client -> RequestRows.stored(client, tenant, request));
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
          return RequestRows.claim(
                  client, submission.tenant(), submission.id(), request, submission.answer())
              .flatMap(claimed ->
                  claimed
                      ? write(client, submission)
                      : RequestRows.stored(client, submission.tenant(), request));
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

  private Mono<Accepted> write(DatabaseClient client, Submission submission) {
    return keys.create(client, submission.tenant(), submission.id())
        .flatMap(key ->
            new NewPlan(client, submission, key, clock.instant())
                .write()
                .then(Mono.defer(() -> copy(client, submission, key))))
        .then(Mono.defer(() -> AuditRows.write(client, submission.tenant(), audit(submission))))
        .thenReturn(new Accepted(submission.id(), submission.answer(), false));
  }

  private AuditEntry audit(Submission submission) {
    AuditActor requester = AuditActor.person(submission.tenant(), submission.requester());
    String plan = submission.id().toString();
    Submission.Redone redone = submission.redone();
    return AuditEntry.done(clock.instant(), requester, "plan.submit", "plan", plan)
        .with("steps", submission.plan().steps().size())
        .with("redoOf", redone == null ? null : redone.origin().toString())
        .with("redoFrom", redone == null ? null : redone.from());
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
