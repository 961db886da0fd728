package dev.cadre.api;

import static org.awaitility.Awaitility.await;

import dev.cadre.parts.temporal.TemporalServer;
import dev.cadre.parts.temporal.TemporaryTemporal;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Payloads;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The API on a real Temporal server, where a {@link ScriptedPlan} stands in for each plan. An
 * extension of a test class, it ends with the class.
 */
final class ApiWithTemporal implements AfterAllCallback {

  static final String PLAN =
      """
      {"name": "secret-name", "type": "deliverable", "labels": ["demo"],
       "steps": [{"id": "draft", "kind": "agent", "agent": "copywriter", "route": ["local"], "prompt": "Hello."}]}
      """;

  final RunningApi api;
  final WorkflowServiceStubs stubs;
  final WorkflowClient client;
  private final TemporaryTemporal temporal;
  private final WorkerFactory workers;

  static ApiWithTemporal start() {
    try {
      return new ApiWithTemporal();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private ApiWithTemporal() throws Exception {
    temporal = TemporalServer.temporary();
    api = new RunningApi(temporal.target()).migrated().withWorker();
    stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setTarget(temporal.target())
                .validateAndBuildWithDefaults());
    client =
        WorkflowClient.newInstance(
            stubs,
            WorkflowClientOptions.newBuilder()
                .setDataConverter(Payloads.sealed(api.context.getBean(ScopeKeys.class)))
                .build());
    workers = WorkerFactory.newInstance(client);
    workers.newWorker("cadre").registerWorkflowImplementationTypes(ScriptedPlan.class);
    workers.start();
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    workers.shutdownNow();
    stubs.shutdownNow();
    api.close();
    temporal.close();
  }

  /** Waits until the plan's order is sent; its workflow as Temporal describes it. */
  WorkflowExecutionDescription running(String plan) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> api.count("outbox where sent_at is not null and plan_id = '" + plan + "'") > 0);
    return client.newUntypedWorkflowStub("plan-" + plan).describe();
  }
}
