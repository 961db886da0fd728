package dev.cadre.bench.side;

import dev.cadre.bench.bare.BareRun;
import dev.cadre.bench.bare.BareWorkflow;
import dev.cadre.bench.plan.Mode;
import dev.cadre.bench.plan.Shape;
import dev.cadre.bench.report.Figure;
import dev.cadre.bench.runtime.BenchStack;
import dev.cadre.bench.runtime.Databases;
import dev.cadre.parts.postgres.PostgresAccess;
import dev.cadre.parts.process.TemporaryPart;
import dev.cadre.stores.key.LocalKeys;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Payloads;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.PostgresSettings;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.tenant.TenantId;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Bare Temporal, through its client. Each workflow is sealed with a data key of its own, as a plan
 * is; the key is made before the clock runs.
 */
public final class BareSide implements Side {

  private static final TenantId TENANT =
      new TenantId(UUID.fromString("01900000-0000-7000-8000-000000000001"));
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final boolean rows;
  private final Shared shared;

  /** What both bare sides, the one with rows and the one without, have in common. */
  public static final class Shared implements AutoCloseable {

    private final Databases databases;
    private final TemporaryPart worker;
    private final Postgres postgres;
    private final ScopeKeys keys;
    private final WorkflowClient client;

    public Shared(BenchStack stack) {
      databases = stack.databases();
      worker = stack.bareWorker();
      postgres =
          new Postgres(
              new PostgresSettings(
                  stack.postgres().r2dbcUrl(),
                  PostgresAccess.APP,
                  stack.postgres().appPassword(),
                  null,
                  null,
                  0));
      keys = new ScopeKeys(postgres, LocalKeys.at(stack.cadre().masterKey()), Clock.systemUTC());
      client =
          WorkflowClient.newInstance(
              stack.stubs(),
              WorkflowClientOptions.newBuilder().setDataConverter(Payloads.sealed(keys)).build());
    }

    @Override
    public void close() {
      postgres.close();
    }
  }

  /**
   * @param rows whether calls commit rows
   */
  public BareSide(Shared shared, boolean rows) {
    this.shared = shared;
    this.rows = rows;
  }

  @Override
  public String name() {
    return rows ? Figure.BARE : Figure.NO_ROWS;
  }

  @Override
  public Optional<String> lacks(Shape shape, Mode mode) {
    return Optional.empty();
  }

  @Override
  public Started start(Shape shape, Mode mode) {
    PlanId id = id();
    shared
        .postgres
        .inSystem(client -> shared.keys.create(client, TENANT, id))
        .then(shared.keys.of(id))
        .block(PATIENCE);
    BareWorkflow workflow =
        shared.client.newWorkflowStub(
            BareWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId(id.workflowId())
                .setTaskQueue(BareWorkflow.QUEUE)
                .build());
    BareRun run = new BareRun(shape, mode == Mode.INLINE, rows);
    Instant sent = Instant.now();
    WorkflowClient.start(workflow::run, run);
    return new Started(id.workflowId(), sent);
  }

  private static PlanId id() {
    var random = ThreadLocalRandom.current();
    return new PlanId(Uuid7.of(System.currentTimeMillis(), random));
  }

  @Override
  public boolean atGate(Started run) {
    return stub(run).waits();
  }

  /** Those count that commit rows. */
  @Override
  public long atGates() {
    return shared.databases.bareAtGates();
  }

  @Override
  public Instant approve(Started run) {
    BareWorkflow workflow = stub(run);
    Instant sent = Instant.now();
    workflow.approve("reviewer");
    return sent;
  }

  private BareWorkflow stub(Started run) {
    return shared.client.newWorkflowStub(BareWorkflow.class, run.workflow());
  }

  @Override
  public long calls() {
    return shared.databases.bareAnswers();
  }

  @Override
  public ProcessHandle worker() {
    return ProcessHandle.of(shared.worker.pid())
        .orElseThrow(() -> new IllegalStateException("no bare worker runs"));
  }

  @Override
  public void killWorker() throws InterruptedException {
    shared.worker.kill();
    try {
      shared.worker.restart();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
