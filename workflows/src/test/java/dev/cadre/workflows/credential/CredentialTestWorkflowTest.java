package dev.cadre.workflows.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.plan.Histories;
import dev.cadre.workflows.runtime.WorkflowIds;
import dev.cadre.workflows.tenant.TenantId;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class CredentialTestWorkflowTest {

  private static final String ID = WorkflowIds.CREDENTIAL_TEST + "1";

  private final List<TestCredential> asked = new ArrayList<>();
  private TestWorkflowEnvironment environment;
  private Worker worker;
  private boolean lost;

  @BeforeEach
  void start() {
    environment = Histories.environment();
    worker = environment.newWorker("cadre");
    worker.registerWorkflowImplementationTypes(CredentialTestImpl.class);
    worker.registerActivitiesImplementations((CredentialTrial) this::test);
    environment.start();
  }

  private CredentialOutcome test(TestCredential test) {
    asked.add(test);
    if (lost) {
      throw new IllegalStateException("the store is down");
    }
    return new CredentialOutcome(false, "The token URL gave no token.");
  }

  @AfterEach
  void replay(TestInfo test) throws Exception {
    try (TestWorkflowEnvironment ended = environment) {
      var history = ended.getWorkflowClient().fetchHistory(ID);
      WorkflowReplayer.replayWorkflowExecution(history, worker);
      Histories.record(test.getTestMethod().orElseThrow().getName(), history);
    }
  }

  private CredentialOutcome run() {
    return environment
        .getWorkflowClient()
        .newWorkflowStub(
            CredentialTest.class,
            WorkflowOptions.newBuilder().setTaskQueue("cadre").setWorkflowId(ID).build())
        .run(new TestCredential(TenantId.DEMO, "erp"));
  }

  @Test
  void triesACredentialOnceAndGivesWhatCameOfIt() {
    assertThat(run()).isEqualTo(new CredentialOutcome(false, "The token URL gave no token."));
    assertThat(asked).containsExactly(new TestCredential(TenantId.DEMO, "erp"));
  }

  @Test
  void doesNotTryACredentialAgainWhereNobodyKnowsWhatCameOfIt() {
    lost = true;

    assertThatThrownBy(this::run).isInstanceOf(WorkflowFailedException.class);
    assertThat(asked).hasSize(1);
  }
}
