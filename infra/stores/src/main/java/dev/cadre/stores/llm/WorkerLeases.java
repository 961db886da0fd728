package dev.cadre.stores.llm;

import dev.cadre.stores.runtime.Postgres;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
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

  /** Says, from now and for {@link #LEASE}, what this worker can call. */
  public Mono<Void> publish(String workerId, Callable callable, String queue) {
    return postgres.inSystem(client ->
        client
            .sql(
                """
                insert into worker_lease (worker_id, providers, queue, expires_at, dialects, spoken)
                values ($1, $2, $3, now() + $4 * interval '1 second', $5, $6)
                on conflict (worker_id) do update set providers = excluded.providers,
                  dialects = excluded.dialects, spoken = excluded.spoken, queue = excluded.queue,
                  expires_at = excluded.expires_at\
                """)
            .bind(0, workerId)
            .bind(1, sorted(callable.providers()))
            .bind(2, queue)
            .bind(3, LEASE.toSeconds())
            .bind(4, sorted(callable.dialects()))
            .bind(5, sorted(callable.spoken()))
            .then()
            .then(sweep(client)));
  }

  private static String[] sorted(Set<String> names) {
    return new TreeSet<>(names).toArray(String[]::new);
  }

  /** Leases of workers long gone; the one just published stays, so the last set is never lost. */
  private static Mono<Void> sweep(DatabaseClient client) {
    return client
        .sql("delete from worker_lease where expires_at < now() - interval '1 day'")
        .then();
  }

  /**
   * What some worker can call: of the leases that hold or, when none does, of the last one that
   * held. Empty when none was ever published.
   */
  public Mono<Callable> last() {
    return postgres
        .manyInSystem(client ->
            client
                .sql(
                    """
                    select providers, dialects, spoken from worker_lease
                    where expires_at > now()
                       or expires_at = (select max(expires_at) from worker_lease)\
                    """)
                .map(WorkerLeases::callable)
                .all())
        .collectList()
        .filter(leases -> !leases.isEmpty())
        .map(leases ->
            new Callable(
                all(leases, Callable::providers),
                all(leases, Callable::dialects),
                all(leases, Callable::spoken)));
  }

  private static Set<String> all(List<Callable> leases, Function<Callable, Set<String>> names) {
    return leases.stream().map(names).flatMap(Set::stream).collect(Collectors.toSet());
  }

  private static Callable callable(Readable row) {
    return new Callable(names(row, "providers"), names(row, "dialects"), names(row, "spoken"));
  }

  private static Set<String> names(Readable row, String column) {
    return Set.of(Objects.requireNonNull(row.get(column, String[].class), column));
  }
}
