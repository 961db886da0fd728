package dev.cadre.bench.bare;

import dev.cadre.stores.key.LocalKeys;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Payloads;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.PostgresSettings;
import dev.cadre.stores.runtime.TemporalSettings;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/**
 * The bare worker as a process of its own, with the flags and the codec of Cadre's. It runs until
 * it is killed. Settings come by the environment, named as below.
 */
public final class BareWorker {

  public static final String TEMPORAL = "BENCH_TEMPORAL";
  public static final String POSTGRES = "BENCH_POSTGRES";
  public static final String USER = "BENCH_POSTGRES_USER";
  public static final String PASSWORD = "BENCH_POSTGRES_PASSWORD";
  public static final String MASTER_KEY = "BENCH_MASTER_KEY";
  public static final String ENDPOINT = "BENCH_ENDPOINT";

  /** Names a file that is written when the worker polls. */
  public static final String READY = "BENCH_READY";

  // The same as in Cadre's worker.
  private static final int EAGER = 64;
  private static final int ACTIVITIES = 400;
  private static final int INLINE = 200;
  private static final int WORKFLOWS = 600;
  private static final long DEADLOCK_MILLIS = 5_000;

  private BareWorker() {}

  /** Polls. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    WorkerFactory factory = factory();
    Worker worker = factory.newWorker(BareWorkflow.QUEUE, options());
    worker.registerWorkflowImplementationTypes(BareWorkflowImpl.class);
    worker.registerActivitiesImplementations(
        new BareStepsImpl(
            new BareRows(given(POSTGRES), given(USER), given(PASSWORD)),
            URI.create(given(ENDPOINT))));
    factory.start();
    Files.writeString(Path.of(given(READY)), "polls");
    new CountDownLatch(1).await();
  }

  private static WorkerFactory factory() {
    Postgres postgres =
        new Postgres(
            new PostgresSettings(given(POSTGRES), given(USER), given(PASSWORD), null, null, 0));
    ScopeKeys keys =
        new ScopeKeys(postgres, LocalKeys.at(Path.of(given(MASTER_KEY))), Clock.systemUTC());
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(TemporalSettings.connection(given(TEMPORAL)).build());
    WorkflowClient client =
        WorkflowClient.newInstance(
            stubs,
            WorkflowClientOptions.newBuilder().setDataConverter(Payloads.sealed(keys)).build());
    return WorkerFactory.newInstance(
        client,
        WorkerFactoryOptions.newBuilder()
            .setUsingVirtualWorkflowThreads(true)
            .setWorkflowCacheSize(WORKFLOWS)
            .build());
  }

  private static WorkerOptions options() {
    return WorkerOptions.newBuilder()
        .setUsingVirtualThreads(true)
        .setDefaultDeadlockDetectionTimeout(DEADLOCK_MILLIS)
        .setMaxEagerActivityReservationsPerWorkflowTask(EAGER)
        .setMaxConcurrentActivityExecutionSize(ACTIVITIES)
        .setMaxConcurrentLocalActivityExecutionSize(INLINE)
        .build();
  }

  private static String given(String name) {
    return Objects.requireNonNull(System.getenv(name), name);
  }
}
