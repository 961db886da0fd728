package dev.cadre.api.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.key.KeyUnavailable;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.failure.ApplicationFailure;
import org.junit.jupiter.api.Test;

class DecisionDoorTest {

  private static WorkflowUpdateException failed(String type) {
    WorkflowExecution plan = WorkflowExecution.newBuilder().setWorkflowId("plan-1").build();
    return new WorkflowUpdateException(
        plan, "u", "decideGate", ApplicationFailure.newNonRetryableFailure("no", type));
  }

  @Test
  void doesNotKnowWhatAWorkflowThatEndedFirstOrHadNoKeyMadeOfADecision() {
    assertThat(DecisionDoor.late(failed("AcceptedUpdateCompletedWorkflow"))).isTrue();
    assertThat(DecisionDoor.late(failed(KeyUnavailable.class.getName()))).isTrue();
    assertThat(DecisionDoor.late(failed("java.lang.NullPointerException"))).isFalse();
  }
}
