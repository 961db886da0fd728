package dev.cadre.workers.runtime;

import com.uber.m3.tally.RootScopeBuilder;
import com.uber.m3.tally.Scope;
import dev.cadre.activities.credential.CredentialActivities;
import dev.cadre.activities.key.KeyRingActivities;
import dev.cadre.activities.plan.PlanBookActivities;
import dev.cadre.activities.step.AttemptActivities;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Payloads;
import dev.cadre.stores.runtime.TemporalSettings;
import dev.cadre.workflows.credential.CredentialTestImpl;
import dev.cadre.workflows.key.KeyRotationImpl;
import dev.cadre.workflows.plan.PlanWorkflowImpl;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkerDeploymentVersion;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerDeploymentOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The worker's connection to Temporal, and what it runs there. */
@Configuration(proxyBeanMethods = false)
class TemporalSetup {

  /** Activities that a workflow task may bring along in its answer; the SDK's default is 3. */
  private static final int EAGER = 64;

  private static final int INLINE = 200;

  /**
   * Longer than the SDK's second: a starved machine is no deadlock, and a failed task costs more
   * than it finds.
   */
  private static final long DEADLOCK_MILLIS = 5_000;

  @Bean(destroyMethod = "shutdownNow")
  WorkflowServiceStubs stubs(TemporalSettings settings, PrometheusMeterRegistry metrics) {
    Scope scope =
        new RootScopeBuilder()
            .reporter(new TemporalMeters(metrics))
            .reportEvery(com.uber.m3.util.Duration.ofSeconds(10));
    return WorkflowServiceStubs.newServiceStubs(
        settings.connection().setMetricsScope(scope).build());
  }

  @Bean
  WorkerFactory workerFactory(
      WorkflowServiceStubs stubs,
      TemporalSettings temporal,
      ScopeKeys keys,
      WorkerId id,
      WorkerSettings settings,
      PlanBookActivities planBook,
      AttemptActivities attempts,
      KeyRingActivities keyRing,
      CredentialActivities credentials,
      ObjectProvider<WorkerInterceptor> interceptors) {
    WorkflowClient client =
        WorkflowClient.newInstance(
            stubs,
            WorkflowClientOptions.newBuilder()
                .setNamespace(temporal.namespace())
                .setDataConverter(Payloads.sealed(keys))
                .setIdentity(id.value())
                .build());
    WorkerFactory factory =
        WorkerFactory.newInstance(
            client,
            WorkerFactoryOptions.newBuilder()
                .setUsingVirtualWorkflowThreads(true)
                .setWorkflowCacheSize(settings.workflows())
                .setWorkerInterceptors(
                    interceptors.orderedStream().toArray(WorkerInterceptor[]::new))
                .build());
    Worker worker = factory.newWorker(temporal.queue(), options(settings));
    worker.registerWorkflowImplementationTypes(
        PlanWorkflowImpl.class, KeyRotationImpl.class, CredentialTestImpl.class);
    worker.registerActivitiesImplementations(planBook, attempts, keyRing, credentials);
    return factory;
  }

  private static WorkerOptions options(WorkerSettings settings) {
    WorkerOptions.Builder options =
        WorkerOptions.newBuilder()
            .setUsingVirtualThreads(true)
            .setDefaultDeadlockDetectionTimeout(DEADLOCK_MILLIS)
            .setMaxEagerActivityReservationsPerWorkflowTask(EAGER)
            .setMaxConcurrentActivityExecutionSize(settings.activities())
            .setMaxConcurrentLocalActivityExecutionSize(INLINE);
    String build = settings.build();
    if (build != null) {
      options.setDeploymentOptions(
          WorkerDeploymentOptions.newBuilder()
              .setUseVersioning(true)
              .setVersion(new WorkerDeploymentVersion(settings.deployment(), build))
              .setDefaultVersioningBehavior(settings.plans())
              .build());
    }
    return options.build();
  }
}
