package dev.cadre.stores.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.parts.postgres.PostgresAccess;
import dev.cadre.parts.postgres.PostgresServer;
import dev.cadre.parts.postgres.TemporaryPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataAccessException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.TransactionException;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Timeout(120)
class PostgresIT {

  private static final int POOL = 8;
  private static final Duration LONGEST = Duration.ofSeconds(5);

  @Test
  void replacesEveryConnectionAfterPostgresWasKilled() throws Exception {
    try (TemporaryPostgres server = PostgresServer.temporary();
        Postgres postgres = new Postgres(settings(server.access()))) {
      assertThat(useAll(postgres).block()).isEqualTo(POOL);

      server.kill();
      server.restart();

      assertThat(recovery(postgres)).isLessThan(Duration.ofSeconds(10));
      assertThat(useAll(postgres).block()).isEqualTo(POOL);
    }
  }

  @Test
  void failsWhatIsNotAnsweredAndGoesOnWithOtherConnections() throws Exception {
    try (TemporaryPostgres server = PostgresServer.temporary();
        SilentProxy proxy = new SilentProxy(server.access().port());
        Postgres postgres = new Postgres(settings(server.access(), proxy.port()), LONGEST)) {
      assertThat(useAll(postgres).block()).isEqualTo(POOL);

      CompletableFuture<Long> under = useAll(postgres).toFuture();
      awaitStatement(server.access());
      proxy.silence();
      assertThat(under)
          .failsWithin(LONGEST.multipliedBy(2))
          .withThrowableOfType(ExecutionException.class)
          .havingCause()
          .isInstanceOfAny(DataAccessException.class, TransactionException.class);
      assertThatThrownBy(() -> useAll(postgres).block(LONGEST.multipliedBy(4)))
          .isInstanceOfAny(DataAccessException.class, TransactionException.class);

      proxy.letNewOnesSpeak();
      // Those that are silent may be taken until their own time is over.
      assertThat(recovery(postgres)).isLessThan(LONGEST.multipliedBy(3));
      assertThat(useAll(postgres).block(LONGEST)).isEqualTo(POOL);
    }
  }

  @Test
  void givesBackWhatAProcessHeldThatVanished() throws Exception {
    try (TemporaryPostgres server = PostgresServer.temporary();
        SilentProxy proxy = new SilentProxy(server.access().port());
        Postgres vanished = new Postgres(settings(server.access(), proxy.port()), LONGEST);
        Postgres other = new Postgres(settings(server.access()), LONGEST.multipliedBy(5))) {
      CompletableFuture<Boolean> holding = new CompletableFuture<>();
      Disposable held =
          vanished
              .inSystem(
                  client -> lock(client).doOnNext(holding::complete).then(Mono.<Boolean>never()))
              .subscribe(_ -> {}, _ -> {});
      holding.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
      proxy.cut();

      assertThat(other.inSystem(PostgresIT::lock).block(LONGEST.multipliedBy(3))).isTrue();
      held.dispose();
    }
  }

  private static Mono<Boolean> lock(DatabaseClient client) {
    return client.sql("select pg_advisory_xact_lock(1)").fetch().one().thenReturn(true);
  }

  /** As many statements at once as there are connections. */
  private static Mono<Long> useAll(Postgres postgres) {
    return Flux.range(0, POOL)
        .flatMap(
            _ ->
                postgres.inSystem(
                    client -> client.sql("select 1 as one from pg_sleep(0.2)").fetch().one()),
            POOL)
        .count();
  }

  /** Until one at least is at work. */
  private static void awaitStatement(PostgresAccess access) throws Exception {
    try (Connection connection = access.asSuperuser("cadre");
        Statement statement = connection.createStatement()) {
      boolean works = false;
      while (!works) {
        try (ResultSet row =
            statement.executeQuery(
                "select exists (select from pg_stat_activity where wait_event = 'PgSleep')")) {
          works = row.next() && row.getBoolean(1);
        }
      }
    }
  }

  /** How long it takes until all connections serve. */
  private static Duration recovery(Postgres postgres) throws InterruptedException {
    Instant begun = Instant.now();
    while (true) {
      try {
        useAll(postgres).block();
        return Duration.between(begun, Instant.now());
      } catch (RuntimeException e) {
        Thread.sleep(100);
      }
    }
  }

  private static PostgresSettings settings(PostgresAccess access) {
    return settings(access, access.port());
  }

  private static PostgresSettings settings(PostgresAccess access, int port) {
    return new PostgresSettings(
        access.r2dbcUrl().replace(":" + access.port() + "/", ":" + port + "/"),
        PostgresAccess.APP,
        access.appPassword(),
        PostgresAccess.OWNER,
        access.ownerPassword(),
        POOL);
  }
}
