package dev.cadre.stores.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.parts.postgres.PostgresAccess;
import dev.cadre.parts.postgres.PostgresServer;
import dev.cadre.parts.postgres.TemporaryPostgres;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Timeout(120)
class PostgresIT {

  private static final int POOL = 8;

  @Test
  void replacesEveryConnectionAfterPostgresWasKilled() throws Exception {
    try (TemporaryPostgres server = PostgresServer.temporary();
        Postgres postgres = new Postgres(settings(server.access()))) {
      assertThat(useAll(postgres).block()).isEqualTo(POOL);

      server.kill();
      server.restart();

      Instant ready = Instant.now();
      await(postgres);
      assertThat(Duration.between(ready, Instant.now())).isLessThan(Duration.ofSeconds(10));
      assertThat(useAll(postgres).block()).isEqualTo(POOL);
    }
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

  private static void await(Postgres postgres) throws InterruptedException {
    while (true) {
      try {
        useAll(postgres).block();
        return;
      } catch (RuntimeException e) {
        Thread.sleep(100);
      }
    }
  }

  private static PostgresSettings settings(PostgresAccess access) {
    return new PostgresSettings(
        access.r2dbcUrl(),
        PostgresAccess.APP,
        access.appPassword(),
        PostgresAccess.OWNER,
        access.ownerPassword(),
        POOL);
  }
}
