package dev.cadre.activities.step;

import dev.cadre.activities.plan.PlanBookActivities;
import dev.cadre.parts.postgres.PostgresAccess;
import dev.cadre.parts.postgres.PostgresServer;
import dev.cadre.parts.postgres.TemporaryPostgres;
import dev.cadre.stores.agent.FileCatalogue;
import dev.cadre.stores.key.LocalKeys;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.plan.PlanBookStore;
import dev.cadre.stores.plan.Snapshots;
import dev.cadre.stores.plan.Submission;
import dev.cadre.stores.plan.Submissions;
import dev.cadre.stores.runtime.Migrations;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.PostgresSettings;
import dev.cadre.stores.step.PostgresBlobs;
import dev.cadre.stores.step.PostgresResults;
import dev.cadre.stores.step.Results;
import dev.cadre.workflows.budget.Budget;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanType;
import dev.cadre.workflows.plan.Priority;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.step.Execution;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Retry;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Opened plans in a PostgreSQL that ends with the JVM. */
final class TestPlans {

  static final TenantId TENANT = TenantId.DEMO;
  static final TestPlans ONE = new TestPlans();

  final Postgres postgres;
  final ScopeKeys keys;
  final Snapshots snapshots;
  final Results results;
  final PlanBookActivities book;

  private final TemporaryPostgres server = PostgresServer.temporary();

  private TestPlans() {
    PostgresAccess access = server.access();
    PostgresSettings settings =
        new PostgresSettings(
            access.r2dbcUrl(),
            PostgresAccess.APP,
            access.appPassword(),
            PostgresAccess.OWNER,
            access.ownerPassword(),
            0);
    Migrations.migrate(settings);
    postgres = new Postgres(settings);
    keys = new ScopeKeys(postgres, LocalKeys.at(master()), Clock.systemUTC());
    snapshots = new Snapshots(postgres, keys);
    results = new PostgresResults(postgres, keys, new PostgresBlobs(postgres, keys));
    FileCatalogue catalogue = FileCatalogue.of(Set.of("anthropic", "local"));
    book =
        new PlanBookActivities(
            new PlanBookStore(postgres, keys, Clock.systemUTC()),
            snapshots,
            results,
            () -> catalogue);
  }

  private static Path master() {
    try {
      Path file = Files.createTempFile("cadre-master-", ".key");
      byte[] key = new byte[32];
      new SecureRandom().nextBytes(key);
      file.toFile().deleteOnExit();
      return Files.write(file, key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Submits and opens. */
  PlanId open(Object result, Step... steps) {
    var random = ThreadLocalRandom.current();
    PlanId id =
        new PlanId(Uuid7.of(System.currentTimeMillis(), random.nextLong(), random.nextLong()));
    Plan plan =
        new Plan(
            "test",
            null,
            PlanType.OTHER,
            Priority.NORMAL,
            List.of(),
            new Budget(new BigDecimal("5"), "USD", Budget.OnLimit.FAIL),
            List.of(steps),
            result);
    new Submissions(postgres, keys, Clock.systemUTC())
        .submit(new Submission(TENANT, id, plan, Map.of("topic", "tea"), "requester", null, "{}"))
        .block();
    book.open(new StartPlan(TENANT, id, 1));
    return id;
  }

  static StepOptions options(String... dependsOn) {
    return new StepOptions(
        List.of(dependsOn),
        null,
        Duration.ofMinutes(1),
        Duration.ofSeconds(10),
        Retry.ONCE,
        OnFailure.FAIL,
        Execution.VISIBLE);
  }

  /** A value by SQL, past row-level security. */
  String read(String sql, Object... values) {
    try (Connection connection = server.access().asSuperuser(PostgresAccess.DATABASE);
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (var rows = statement.executeQuery()) {
        return rows.next() ? String.valueOf(rows.getObject(1)) : "";
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
