package dev.cadre.api.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.key.KeyGone;
import dev.cadre.stores.key.KeyUnavailable;
import dev.cadre.stores.runtime.Payloads;
import dev.cadre.stores.runtime.TemporalSettings;
import io.grpc.Status;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowServiceException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Hooks;

class TemporalConnectionTest {

  private final TemporalConnection connection =
      new TemporalConnection(
          new TemporalSettings("127.0.0.1:1", "default", "cadre", Duration.ofDays(30), null),
          Payloads.clear());

  @AfterEach
  void close() {
    connection.close();
  }

  private void fail(Exception failure) {
    connection
        .call(() -> {
          throw failure;
        })
        .block(Duration.ofSeconds(10));
  }

  @Test
  void knowsAServerThatIsDownByEveryWayTheClientSaysSo() {
    assertThatThrownBy(() -> fail(Status.UNAVAILABLE.asRuntimeException()))
        .isInstanceOf(TemporalUnavailable.class);
    assertThatThrownBy(() ->
            fail(
                new IllegalStateException(
                    new IllegalArgumentException("invalid expiration : PT-0.04S"))))
        .isInstanceOf(TemporalUnavailable.class);
  }

  @Test
  void tellsWhatTheClientHasWrapped() {
    WorkflowExecution plan = WorkflowExecution.newBuilder().setWorkflowId("plan-1").build();
    assertThatThrownBy(
            () -> fail(new WorkflowServiceException(plan, "Plan", new KeyUnavailable("sealed"))))
        .isInstanceOf(KeyUnavailable.class);
    assertThatThrownBy(() -> fail(new ExecutionException(new KeyGone("erased"))))
        .isInstanceOf(KeyGone.class);
    assertThatThrownBy(
            () -> fail(new ExecutionException(new WorkflowNotFoundException(plan, "Plan", null))))
        .isInstanceOf(WorkflowNotFoundException.class);
    assertThatThrownBy(() ->
            fail(
                new ExecutionException(
                    new WorkflowServiceException(
                        plan, "Plan", Status.UNAVAILABLE.asRuntimeException()))))
        .isInstanceOf(TemporalUnavailable.class);
  }

  @Test
  void leavesOtherFailuresAsTheyAre() {
    assertThatThrownBy(() -> fail(new IllegalArgumentException("another")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fail(Status.PERMISSION_DENIED.asRuntimeException()))
        .isInstanceOf(io.grpc.StatusRuntimeException.class);
  }

  @Test
  void saysNothingOfAFailureThatNobodyWaitsForAnyMore() throws InterruptedException {
    Queue<Throwable> lost = new ConcurrentLinkedQueue<>();
    Hooks.onErrorDropped(lost::add);
    CompletableFuture<Thread> asking = new CompletableFuture<>();
    try {
      Disposable asker =
          connection
              .call(() -> {
                asking.complete(Thread.currentThread());
                return new CountDownLatch(1).await(1, TimeUnit.MINUTES);
              })
              .subscribe();
      Thread thread = asking.join();
      asker.dispose();

      assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
      assertThat(lost).isEmpty();
    } finally {
      Hooks.resetOnErrorDropped();
    }
  }
}
