package dev.cadre.stores.runtime;

import dev.cadre.parts.postgres.PostgresAccess;
import dev.cadre.parts.postgres.PostgresServer;
import dev.cadre.parts.postgres.TemporaryPostgres;
import dev.cadre.stores.key.KeyVault;
import dev.cadre.stores.key.LocalKeys;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.plan.Submission;
import dev.cadre.stores.plan.Submissions;
import dev.cadre.testkit.key.TestKeys;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One migrated PostgreSQL for all tests of this module; it ends with the JVM. */
public final class TestStore {

  public static final TenantId TENANT = TenantId.DEMO;

  private static final TestStore ONE = new TestStore();

  private final TemporaryPostgres server = PostgresServer.temporary();
  private final Postgres postgres;
  private final KeyVault vault = LocalKeys.at(TestKeys.master());
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
    keys = new ScopeKeys(postgres, vault, Clock.systemUTC());
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

  /** What wraps {@link #keys}. */
  public KeyVault vault() {
    return vault;
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
    return server.read(sql, values);
  }

  /**
   * What is sealed of a plan, in clear, a line each.
   *
   * @param sql gives {@code sealed} and its {@code place}; {@code $1} is the plan's id
   */
  public String clear(PlanId plan, String sql) {
    return keys.of(plan)
        .flatMapMany(key ->
            postgres.manyInTenant(
                TENANT,
                client ->
                    Sql.of(client, sql, plan.value())
                        .map(row ->
                            new String(
                                Sealed.in(row, "sealed").open(key, row.get("place", String.class)),
                                StandardCharsets.UTF_8))
                        .all()))
        .collectList()
        .map(texts -> String.join("\n", texts))
        .block();
  }

  /** A submitted plan of agent steps. */
  public PlanId plan(@Nullable String limit, String... steps) {
    return planOf(TENANT, limit, steps);
  }

  /** The same, of a tenant. */
  public PlanId planOf(TenantId tenant, @Nullable String limit, String... steps) {
    PlanId id = NewPlans.id();
    Plan plan = NewPlans.of(limit, null, Stream.of(steps).map(TestStore::step).toList());
    new Submissions(postgres, keys, Clock.systemUTC())
        .submit(new Submission(tenant, id, plan, Map.of("topic", "tea"), "requester", null, "{}"))
        .block();
    return id;
  }

  private static Step step(String id) {
    return new AgentStep(id, NewPlans.options(), "copywriter", "Say hello.", List.of(), null, null);
  }
}
