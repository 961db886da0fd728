package dev.cadre.activities.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.parts.postgres.PostgresAccess;
import dev.cadre.parts.postgres.PostgresServer;
import dev.cadre.parts.postgres.TemporaryPostgres;
import dev.cadre.stores.key.KeyAccess;
import dev.cadre.stores.key.KeyRotations;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.key.VaultSettings;
import dev.cadre.stores.runtime.Migrations;
import dev.cadre.stores.runtime.Payloads;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.PostgresSettings;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.testkit.vault.FakeVault;
import dev.cadre.testkit.vault.VaultFault;
import dev.cadre.workflows.key.KeyRotation;
import dev.cadre.workflows.key.KeyRotationEnd;
import dev.cadre.workflows.key.KeyRotationImpl;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.runtime.WorkflowIds;
import dev.cadre.workflows.tenant.TenantId;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The workflow with its activities, on PostgreSQL and with sealed payloads. */
class KeyRotationIT {

  private static final TenantId TENANT = TenantId.DEMO;

  private final TemporaryPostgres server = PostgresServer.temporary();
  private final FakeVault vault = FakeVault.start();
  private Postgres postgres;
  private KeyAccess access;
  private ScopeKeys keys;
  private KeyRotations rotations;
  private TestWorkflowEnvironment environment;

  @BeforeEach
  void start() throws Exception {
    PostgresAccess reached = server.access();
    PostgresSettings settings =
        new PostgresSettings(
            reached.r2dbcUrl(),
            PostgresAccess.APP,
            reached.appPassword(),
            PostgresAccess.OWNER,
            reached.ownerPassword(),
            0);
    Migrations.migrate(settings);
    postgres = new Postgres(settings);
    Path token = Files.createTempFile("cadre-vault-", ".token");
    token.toFile().deleteOnExit();
    Files.writeString(token, vault.token(Duration.ofHours(1), true));
    access =
        KeyAccess.to(
            new VaultSettings(
                vault.address(),
                null,
                "transit",
                "secret",
                null,
                null,
                token,
                Duration.ofSeconds(3)),
            Clock.systemUTC());
    keys = new ScopeKeys(postgres, access.keys(), Clock.systemUTC());
    rotations = new KeyRotations(postgres, access.keys(), Clock.systemUTC(), Duration.ofDays(90));
    environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(
                    WorkflowClientOptions.newBuilder()
                        .setDataConverter(Payloads.sealed(keys))
                        .build())
                .build());
    Worker worker = environment.newWorker("cadre");
    worker.registerWorkflowImplementationTypes(KeyRotationImpl.class);
    worker.registerActivitiesImplementations(new KeyRingActivities(rotations));
    environment.start();
  }

  @AfterEach
  void stop() throws Exception {
    environment.close();
    access.close();
    vault.close();
    postgres.close();
    server.close();
  }

  private KeyRotationEnd rotate() {
    return environment
        .getWorkflowClient()
        .newWorkflowStub(
            KeyRotation.class,
            WorkflowOptions.newBuilder()
                .setTaskQueue("cadre")
                .setWorkflowId(WorkflowIds.KEY_ROTATION)
                .build())
        .run();
  }

  private PlanId plan() {
    PlanId plan = NewPlans.id();
    postgres.inTenant(TENANT, client -> keys.create(client, TENANT, plan)).block();
    return plan;
  }

  private ScopeKeys elsewhere() {
    return new ScopeKeys(postgres, access.keys(), Clock.systemUTC());
  }

  @Test
  void bringsAllDataKeysToTheNewestVersion() {
    PlanId plan = plan();
    plan();
    byte[] sealed = keys.of(plan).block().sealText("here", "tea");
    rotations.rotateNow(TENANT).block();

    assertThat(rotate()).isEqualTo(new KeyRotationEnd(1, 0, 2, 1));

    assertThat(elsewhere().of(plan).block().openText("here", sealed)).isEqualTo("tea");
    assertThat(
            server.read(
                "select count(*) from keys.crypto_scope where kek_version = 1 and kind = 'PLAN'"))
        .isEqualTo("0");
  }

  @Test
  void sealsItsOwnPayloadsWithTheInstallationsKey() throws Exception {
    plan();
    rotations.rotateNow(TENANT).block();
    rotate();

    String history =
        environment.getWorkflowClient().fetchHistory(WorkflowIds.KEY_ROTATION).toJson(false);
    assertThat(history)
        .contains(base64("binary/encrypted"))
        .doesNotContain(base64("json/plain"), TENANT.toString());
    assertThat(server.read("select kind from keys.crypto_scope where id = 'system'"))
        .isEqualTo("SYSTEM");
  }

  private static String base64(String encoding) {
    return Base64.getEncoder().encodeToString(encoding.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void saysWhichKeyItCouldNotRenew() {
    plan();
    rotations.rotateNow(TENANT).block();
    keys.of(ScopeKeys.SYSTEM).block();
    vault.fail(VaultFault.sealed(), request -> request.path().contains("/decrypt/t-" + TENANT));

    assertThatThrownBy(this::rotate)
        .isInstanceOf(WorkflowFailedException.class)
        .hasStackTraceContaining(TENANT.toString());
    vault.heal();
  }
}
