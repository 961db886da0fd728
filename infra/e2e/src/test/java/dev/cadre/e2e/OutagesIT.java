package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** F-02, F-05 and F-06: one part is away again and again, under load. */
@Timeout(400)
@ExtendWith(OnStack.class)
class OutagesIT {

  private static final int PLANS = Soak.on() ? 40 : 12;
  private static final Duration AWAY = Duration.ofSeconds(Soak.on() ? 60 : 7);
  private static final int TIMES = Soak.on() ? 10 : 2;
  private static final Duration RECOVERY = Duration.ofSeconds(10);

  private final Stack stack;
  private final Random random = Soak.random();
  private final List<Instant> crashes = new ArrayList<>();

  OutagesIT(Stack stack) {
    this.stack = stack;
  }

  /** Longer than a heartbeat may be missing; whoever is started meanwhile dies too. */
  @Test
  void plansOutliveAllWorkers() {
    try (PlanLoad load = PlanLoad.on(stack, random)) {
      load.submit(PLANS);
      Instant end = Instant.now().plus(AWAY);
      while (Instant.now().isBefore(end)) {
        stack
            .folder()
            .process("worker")
            .ifPresent(process -> {
              process.destroyForcibly();
              crashes.add(Instant.now());
            });
        Await.pause(Duration.ofMillis(200));
      }
      assertThat(crashes).isNotEmpty();
      load.mustHaveCompleted(crashes);
    }
  }

  @Test
  void plansOutliveTemporal() {
    try (PlanLoad load = PlanLoad.on(stack, random)) {
      for (int i = 0; i < TIMES; i++) {
        load.submit(PLANS / TIMES);
        long killed = stack.kill("temporal");
        crashes.add(Instant.now());
        stack.awaitAnother("temporal", killed);
      }
      load.mustHaveCompleted(crashes);
    }
  }

  /** It keeps what it has acknowledged, and the pools find it again. */
  @Test
  void plansOutlivePostgres() {
    try (PlanLoad load = PlanLoad.on(stack, random)) {
      for (int i = 0; i < TIMES; i++) {
        load.submit(PLANS / TIMES);
        stack.kill("postgres");
        crashes.add(Instant.now());
        Await.until("PostgreSQL serves", Duration.ofSeconds(60), this::serves);
        recovers();
      }
      load.mustHaveCompleted(crashes);
    }
  }

  @Test
  void plansOutliveStormsOfLostConnections() {
    try (PlanLoad load = PlanLoad.on(stack, random)) {
      for (int i = 0; i < 2 * TIMES; i++) {
        load.submit(PLANS / TIMES / 2);
        assertThat(terminateAll()).isPositive();
        crashes.add(Instant.now());
      }
      recovers();
      load.mustHaveCompleted(crashes);
    }
  }

  private boolean serves() {
    try (Connection connection = stack.postgres().asSuperuser("postgres")) {
      return connection.isValid(2);
    } catch (SQLException e) {
      return false;
    }
  }

  /** How soon the API answers from the database again. */
  private void recovers() {
    Instant begun = Instant.now();
    stack.requester().get("/v1/plans?limit=1").expect(200);
    Duration took = Duration.between(begun, Instant.now());
    System.out.println("the pool recovered after " + took.toMillis() + " ms");
    assertThat(took).isLessThan(RECOVERY);
  }

  private long terminateAll() {
    return Rows.number(
        stack,
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'cadre_app'");
  }
}
