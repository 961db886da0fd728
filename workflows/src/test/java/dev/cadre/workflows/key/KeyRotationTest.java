package dev.cadre.workflows.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.plan.Histories;
import dev.cadre.workflows.runtime.WorkflowIds;
import dev.cadre.workflows.tenant.TenantId;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class KeyRotationTest {

  private static final TenantId A = new TenantId(new UUID(0x7000L, 1));
  private static final TenantId B = new TenantId(new UUID(0x7000L, 2));
  private static final Renewal DONE = new Renewal(2, false, 7, 0, false, true);
  private static final Renewal BEGUN = new Renewal(2, true, 100, 0, true, false);

  private static final int SHORT = 200;

  private final Keys keys = new Keys();
  private TestWorkflowEnvironment environment;
  private Worker worker;

  /** What each round comes to; a failure where there is nothing. */
  private static final class Keys implements KeyRing {
    final Map<TenantId, Deque<Renewal>> rounds = new ConcurrentHashMap<>();
    final List<TenantId> asked = new ArrayList<>();
    List<TenantId> due = List.of();

    @Override
    public DueKeys due() {
      return new DueKeys(due);
    }

    @Override
    public synchronized Renewal renew(TenantId tenant) {
      asked.add(tenant);
      Renewal next = rounds.getOrDefault(tenant, new ArrayDeque<>()).poll();
      if (next == null) {
        throw ApplicationFailure.newFailure("the vault is down", "KeyUnavailable");
      }
      return next;
    }
  }

  @BeforeEach
  void start() {
    environment = Histories.environment();
    worker = environment.newWorker("cadre");
    worker.registerWorkflowImplementationTypes(KeyRotationImpl.class);
    worker.registerActivitiesImplementations(keys);
    environment.start();
  }

  @AfterEach
  void replay(TestInfo test) throws Exception {
    try (TestWorkflowEnvironment ended = environment) {
      var history = ended.getWorkflowClient().fetchHistory(WorkflowIds.KEY_ROTATION);
      WorkflowReplayer.replayWorkflowExecution(history, worker);
      if (history.getEvents().size() < SHORT) {
        Histories.record(test.getTestMethod().orElseThrow().getName(), history);
      }
    }
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

  private void due(TenantId tenant, Renewal... rounds) {
    keys.due = Stream.concat(keys.due.stream(), Stream.of(tenant)).toList();
    keys.rounds.put(tenant, new ArrayDeque<>(List.of(rounds)));
  }

  @Test
  void renewsEachKeyRoundByRound() {
    due(A, BEGUN, BEGUN, DONE);
    due(B, DONE);

    assertThat(rotate()).isEqualTo(new KeyRotationEnd(2, 2, 214, 2));
    assertThat(keys.asked).containsExactly(A, A, A, B);
  }

  @Test
  void endsAtOnceWhenNothingIsDue() {
    assertThat(rotate()).isEqualTo(new KeyRotationEnd(0, 0, 0, 0));
  }

  @Test
  void stopsWhereNothingMoves() {
    due(A, new Renewal(2, false, 0, 100, true, false), DONE);

    rotate();
    assertThat(keys.asked).containsExactly(A);
  }

  @Test
  void renewsTheOthersWhenOneKeyFails() {
    due(A);
    due(B, DONE);

    assertThatThrownBy(this::rotate)
        .isInstanceOf(WorkflowFailedException.class)
        .cause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo("KEYS_NOT_RENEWED");
              assertThat(failure.getOriginalMessage()).contains(A.toString());
            });
    assertThat(keys.asked).contains(A, B).filteredOn(A::equals).hasSize(8);
  }

  @Test
  void leavesTheRestToTheNextRun() {
    keys.due = List.of(A);
    keys.rounds.put(A, new ArrayDeque<>(Collections.nCopies(1_200, BEGUN)));

    rotate();
    assertThat(keys.asked).hasSize(1_000);
  }
}
