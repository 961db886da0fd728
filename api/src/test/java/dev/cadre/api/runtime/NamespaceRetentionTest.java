package dev.cadre.api.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.Durations;
import dev.cadre.stores.runtime.Payloads;
import dev.cadre.stores.runtime.TemporalSettings;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceImplBase;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamespaceRetentionTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Days that clients asked for. */
  private final List<Long> asked = new CopyOnWriteArrayList<>();

  private volatile long standingDays = 1;
  private volatile Status refusal = Status.OK;
  private Server server;
  private TemporalConnection connection;

  private final class Namespaces extends WorkflowServiceImplBase {

    /** The client's first question to any server. */
    @Override
    public void getSystemInfo(
        GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> answer) {
      answer.onNext(GetSystemInfoResponse.getDefaultInstance());
      answer.onCompleted();
    }

    @Override
    public void describeNamespace(
        DescribeNamespaceRequest request, StreamObserver<DescribeNamespaceResponse> answer) {
      answer.onNext(
          DescribeNamespaceResponse.newBuilder()
              .setConfig(
                  NamespaceConfig.newBuilder()
                      .setWorkflowExecutionRetentionTtl(Durations.fromDays(standingDays)))
              .build());
      answer.onCompleted();
    }

    @Override
    public void updateNamespace(
        UpdateNamespaceRequest request, StreamObserver<UpdateNamespaceResponse> answer) {
      asked.add(Durations.toDays(request.getConfig().getWorkflowExecutionRetentionTtl()));
      if (refusal.isOk()) {
        answer.onNext(UpdateNamespaceResponse.getDefaultInstance());
        answer.onCompleted();
      } else {
        answer.onError(refusal.asRuntimeException());
      }
    }
  }

  @BeforeEach
  void start() throws IOException {
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new Namespaces())
            .build()
            .start();
    connection = new TemporalConnection(settings(), Payloads.clear());
  }

  @AfterEach
  void stop() {
    connection.close();
    server.shutdownNow();
  }

  private TemporalSettings settings() {
    return new TemporalSettings(
        "127.0.0.1:" + server.getPort(), "default", "cadre", Duration.ofDays(30), null);
  }

  private Boolean raise() {
    return new NamespaceRetention(settings(), connection).raise().block(PATIENCE);
  }

  @Test
  void raisesAShorterOne() {
    assertThat(raise()).isTrue();
    assertThat(asked).containsExactly(30L);
  }

  @Test
  void neverLowersALongerOne() {
    standingDays = 90;

    assertThat(raise()).isFalse();
    assertThat(asked).isEmpty();
  }

  @Test
  void leavesAServerThatRefusesAsItIs() {
    refusal = Status.PERMISSION_DENIED;

    assertThat(raise()).isFalse();
    assertThat(asked).containsExactly(30L);
  }

  @Test
  void failsWhileTheServerIsDownSoThatItIsTriedAgain() {
    refusal = Status.UNAVAILABLE;

    assertThatThrownBy(this::raise).isInstanceOf(TemporalUnavailable.class);
  }
}
