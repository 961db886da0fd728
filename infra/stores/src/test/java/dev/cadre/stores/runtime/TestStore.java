package dev.cadre.stores.runtime;

import dev.cadre.parts.postgres.PostgresAccess;
import dev.cadre.parts.postgres.PostgresServer;
import dev.cadre.parts.postgres.TemporaryPostgres;
import dev.cadre.stores.key.LocalKeys;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.plan.Submission;
import dev.cadre.stores.plan.Submissions;
import dev.cadre.workflows.budget.Budget;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanType;
import dev.cadre.workflows.plan.Priority;
import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.step.AgentStep;
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
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One migrated PostgreSQL for all tests of this module; it ends with the JVM. */
public final class TestStore {

  public static final TenantId TENANT = TenantId.DEMO;

  private static final TestStore ONE = new TestStore();

  private final TemporaryPostgres server = PostgresServer.temporary();
  private final Postgres postgres;
  private final ScopeKeys keys;

  private TestStore() {
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

  public static TestStore open() {
    return ONE;
  }

  public Postgres postgres() {
    return postgres;
  }

  public ScopeKeys keys() {
    return keys;
  }

  public Connection asApp() throws SQLException {
    return server.access().asApp();
  }

  /** Past row-level security. */
  public Connection asSuperuser() throws SQLException {
    return server.access().asSuperuser(PostgresAccess.DATABASE);
  }

  /** A value by SQL, past row-level security. */
  public String read(String sql, Object... values) {
    try (Connection connection = asSuperuser();
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

  /** A submitted plan of agent steps. */
  public PlanId plan(@Nullable String limit, String... steps) {
    var random = ThreadLocalRandom.current();
    PlanId id =
        new PlanId(Uuid7.of(System.currentTimeMillis(), random.nextLong(), random.nextLong()));
    Budget budget =
        limit == null ? null : new Budget(new BigDecimal(limit), "USD", Budget.OnLimit.FAIL);
    Plan plan =
        new Plan(
            "test",
            null,
            PlanType.OTHER,
            Priority.NORMAL,
            List.of(),
            budget,
            List.of(steps).stream().map(TestStore::step).toList(),
            null);
    new Submissions(postgres, keys, Clock.systemUTC())
        .submit(new Submission(TENANT, id, plan, Map.of("topic", "tea"), "requester", null, "{}"))
        .block();
    return id;
  }

  private static Step step(String id) {
    var options =
        new StepOptions(
            List.of(),
            null,
            Duration.ofMinutes(1),
            Duration.ofSeconds(10),
            Retry.ONCE,
            OnFailure.FAIL,
            Execution.VISIBLE);
    return new AgentStep(id, options, "copywriter", "Say hello.", List.of(), null, null);
  }
}
