package dev.cadre.workflows.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.credential.CredentialTestImpl;
import dev.cadre.workflows.key.KeyRotationImpl;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanReplayTest {

  private static TestWorkflowEnvironment environment;
  private static Worker worker;

  static List<Path> histories() throws IOException {
    return Histories.recorded();
  }

  @BeforeAll
  static void start() {
    environment = Histories.environment();
    worker = environment.newWorker("cadre");
    worker.registerWorkflowImplementationTypes(
        PlanWorkflowImpl.class, KeyRotationImpl.class, CredentialTestImpl.class);
  }

  @AfterAll
  static void stop() {
    environment.close();
  }

  private void replay(String history) throws Exception {
    WorkflowReplayer.replayWorkflowExecution(WorkflowExecutionHistory.fromJson(history), worker);
  }

  @ParameterizedTest
  @MethodSource("histories")
  void replaysWhatWasRecorded(Path history) throws Exception {
    replay(Files.readString(history));
  }

  @Test
  void noticesAHistoryThatIsNotOurs() throws Exception {
    String history = Files.readString(histories().getFirst());
    String other = history.replace("llm.first", "llm.other");

    assertThat(other).isNotEqualTo(history);
    assertThatThrownBy(() -> replay(other)).isNotNull();
  }
}
