package dev.cadre.api.runtime;

import dev.cadre.stores.access.OidcLogins;
import dev.cadre.stores.access.SignIns;
import dev.cadre.stores.plan.Submissions;
import dev.cadre.stores.tenant.Tenants;
import java.time.Duration;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Deletes what has expired: idempotency keys, sign-in links, sessions, logins that nobody ended.
 */
@Component
public class Expiry {

  private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofHours(1);
  private static final int BATCH = 1000;

  private final Tenants tenants;
  private final Submissions submissions;
  private final SignIns signIns;
  private final OidcLogins logins;

  Expiry(Tenants tenants, Submissions submissions, SignIns signIns, OidcLogins logins) {
    this.tenants = tenants;
    this.submissions = submissions;
    this.signIns = signIns;
    this.logins = logins;
  }

  /** Sweeps each hour until disposed. */
  Disposable start() {
    return Periodic.start(FIRST, PAUSE, "What has expired could not be deleted", sweep());
  }

  /** Deletes all that has expired by now; the number of rows. */
  public Mono<Long> sweep() {
    return Flux.concat(
            tenants
                .all()
                .concatMap(tenant -> batches(size -> submissions.deleteExpiredKeys(tenant, size))),
            batches(signIns::deleteExpired),
            batches(logins::deleteExpired))
        .reduce(0L, Long::sum)
        .doOnNext(rows -> {
          if (rows > 0) {
            LOG.atInfo().addKeyValue("rows", rows).log("What had expired is deleted");
          }
        });
  }

  /** Transaction after transaction, none of them large. */
  private static Flux<Long> batches(IntFunction<Mono<Long>> delete) {
    return delete.apply(BATCH).expand(rows -> rows < BATCH ? Mono.empty() : delete.apply(BATCH));
  }
}
