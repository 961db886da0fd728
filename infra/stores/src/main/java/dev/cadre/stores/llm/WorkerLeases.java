package dev.cadre.stores.llm;

import dev.cadre.stores.runtime.Postgres;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** What the workers can call: each says it of itself for 30 seconds at a time. */
public final class WorkerLeases {

  /** How long a lease holds; publish at a third of it. */
  public static final Duration LEASE = Duration.ofSeconds(30);

  private final Postgres postgres;

  public WorkerLeases(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Says, from now and for {@link #LEASE}, that this worker can call these providers. */
  public Mono<Void> publish(String workerId, Set<String> providers, String queue) {
    return postgres.inSystem(client ->
        client
            .sql(
                """
                insert into worker_lease (worker_id, providers, queue, expires_at)
                values ($1, $2, $3, now() + $4 * interval '1 second')
                on conflict (worker_id) do update set providers = excluded.providers,
                  queue = excluded.queue, expires_at = excluded.expires_at\
                """)
            .bind(0, workerId)
            .bind(1, new TreeSet<>(providers).toArray(String[]::new))
            .bind(2, queue)
            .bind(3, LEASE.toSeconds())
            .then()
            .then(sweep(client)));
  }

  /** Leases of workers long gone; the one just published stays, so the last set is never lost. */
  private static Mono<Void> sweep(DatabaseClient client) {
    return client
        .sql("delete from worker_lease where expires_at < now() - interval '1 day'")
        .then();
  }

  /**
   * The providers that some worker can call: of the leases that hold or, when none does, of the
   * last one that held. Empty when none was ever published.
   */
  public Mono<Set<String>> last() {
    return postgres
        .manyInSystem(client ->
            client
                .sql(
                    """
                    select providers from worker_lease
                    where expires_at > now()
                       or expires_at = (select max(expires_at) from worker_lease)\
                    """)
                .map(WorkerLeases::providers)
                .all())
        .collectList()
        .filter(sets -> !sets.isEmpty())
        .map(sets -> {
          Set<String> all = new TreeSet<>();
          sets.forEach(set -> all.addAll(set));
          return all;
        });
  }

  private static Set<String> providers(Readable row) {
    return Set.of(Objects.requireNonNull(row.get("providers", String[].class), "providers"));
  }
}
