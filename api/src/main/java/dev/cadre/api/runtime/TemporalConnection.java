package dev.cadre.api.runtime;

import dev.cadre.stores.key.KeyGone;
import dev.cadre.stores.key.KeyUnavailable;
import dev.cadre.stores.runtime.TemporalSettings;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc.OperatorServiceBlockingStub;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleClientOptions;
import io.temporal.common.converter.DataConverter;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Temporal's clients. They block, so each call runs on a virtual thread of its own. Connects at the
 * first call; what fails because Temporal is down is {@link TemporalUnavailable}.
 */
final class TemporalConnection implements AutoCloseable {

  private static final Duration RPC = Duration.ofSeconds(5);

  private final TemporalSettings settings;
  private final WorkflowServiceStubs stubs;
  private final WorkflowClient client;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Scheduler scheduler = Schedulers.fromExecutorService(threads);

  TemporalConnection(TemporalSettings settings, DataConverter converter) {
    this.settings = settings;
    this.stubs =
        WorkflowServiceStubs.newServiceStubs(
            settings
                .connection()
                .setRpcTimeout(RPC)
                .setRpcRetryOptions(RpcRetryOptions.newBuilder().setExpiration(RPC).build())
                .validateAndBuildWithDefaults());
    this.client =
        WorkflowClient.newInstance(
            stubs,
            WorkflowClientOptions.newBuilder()
                .setNamespace(settings.namespace())
                .setDataConverter(converter)
                .build());
  }

  /** Only for use inside {@link #call}. */
  WorkflowClient client() {
    return client;
  }

  /** Waits for Temporal, so within {@link #call} only. */
  WorkflowExecutionDescription describe(String workflow) {
    return client.newUntypedWorkflowStub(workflow).describe();
  }

  /** By visibility, page after page while it is read; waits for Temporal, as {@link #describe}. */
  Stream<WorkflowExecutionMetadata> list(String query) {
    return client.listExecutions(query);
  }

  /**
   * Starts a workflow that is short and waits for what it gives; only for use inside {@link #call}.
   *
   * @param options with an execution timeout, for which it waits
   */
  <T> T result(String type, WorkflowOptions options, Object argument, Class<T> gives)
      throws TimeoutException {
    WorkflowStub stub = client.newUntypedWorkflowStub(type, options);
    stub.start(argument);
    long most = options.getWorkflowExecutionTimeout().toMillis();
    try {
      return stub.getResult(most, TimeUnit.MILLISECONDS, gives);
    } catch (WorkflowFailedException e) {
      TimeoutException late = new TimeoutException("no worker has done it");
      late.initCause(e);
      throw late;
    }
  }

  /** Temporal's schedules; only for use inside {@link #call}. */
  ScheduleClient schedules() {
    return ScheduleClient.newInstance(
        stubs,
        ScheduleClientOptions.newBuilder()
            .setNamespace(settings.namespace())
            .setDataConverter(client.getOptions().getDataConverter())
            .build());
  }

  /** Asks Temporal's service, within the deadline. */
  <T> Mono<T> service(Duration deadline, Function<WorkflowServiceBlockingStub, T> question) {
    return call(() ->
        question.apply(
            stubs.blockingStub().withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)));
  }

  /** Asks Temporal's operator service, within the deadline. */
  <T> Mono<T> operator(Duration deadline, Function<OperatorServiceBlockingStub, T> question) {
    return call(() -> {
      OperatorServiceStubs operator =
          OperatorServiceStubs.newServiceStubs(
              OperatorServiceStubsOptions.newBuilder()
                  .setTarget(settings.target())
                  .validateAndBuildWithDefaults());
      try {
        return question.apply(
            operator.blockingStub().withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS));
      } finally {
        operator.shutdownNow();
      }
    });
  }

  /** Runs what blocks; what the client has wrapped is told as what it was. */
  <T> Mono<T> call(Callable<T> call) {
    return Mono.defer(() -> {
      AtomicBoolean left = new AtomicBoolean();
      return Mono.<T>fromCallable(() -> unlessLeft(call, left))
          .onErrorMap(TemporalConnection::unwrapped)
          .onErrorMap(TemporalConnection::down, e -> new TemporalUnavailable("Temporal is down", e))
          .subscribeOn(scheduler)
          .doOnCancel(() -> left.set(true));
    });
  }

  /** A failure that nobody waits for any more would be logged as lost. */
  private static <T> @Nullable T unlessLeft(Callable<T> call, AtomicBoolean left) throws Exception {
    try {
      return call.call();
    } catch (Exception e) {
      if (left.get()) {
        return null;
      }
      throw e;
    }
  }

  /** A payload's key that is not to be had comes from deep within the client. */
  private static Throwable unwrapped(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof KeyUnavailable || cause instanceof KeyGone) {
        return cause;
      }
    }
    Throwable cause = failure.getCause();
    return failure instanceof ExecutionException && cause != null ? cause : failure;
  }

  private static boolean down(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StatusRuntimeException grpc) {
        Status.Code code = grpc.getStatus().getCode();
        return code == Status.Code.UNAVAILABLE
            || code == Status.Code.DEADLINE_EXCEEDED
            || code == Status.Code.RESOURCE_EXHAUSTED
            || code == Status.Code.CANCELLED;
      }
      // How the client says that the time was over before it could ask the server who it is.
      if (cause instanceof IllegalArgumentException
          && String.valueOf(cause.getMessage()).startsWith("invalid expiration")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    stubs.shutdownNow();
  }
}
