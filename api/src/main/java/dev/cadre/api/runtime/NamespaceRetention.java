package dev.cadre.api.runtime;

import com.google.protobuf.util.Durations;
import dev.cadre.stores.runtime.TemporalSettings;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Has Temporal keep the histories of ended plans as long as the settings want: raises the
 * namespace's retention where it is shorter, and never lowers it.
 */
final class NamespaceRetention {

  private static final Logger LOG = LoggerFactory.getLogger(NamespaceRetention.class);
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final TemporalSettings settings;
  private final TemporalConnection temporal;

  NamespaceRetention(TemporalSettings settings, TemporalConnection temporal) {
    this.settings = settings;
    this.temporal = temporal;
  }

  /**
   * Safe to repeat; an error while Temporal is down. A server that refuses, as Temporal Cloud does,
   * is said in the log and left as it is.
   */
  Mono<Boolean> raise() {
    return temporal
        .service(DEADLINE, this::raise)
        .onErrorResume(
            failure -> !(failure instanceof TemporalUnavailable),
            failure -> {
              LOG.atWarn()
                  .addKeyValue("wanted", settings.retention().toString())
                  .addKeyValue("cause", String.valueOf(failure.getMessage()))
                  .log("Temporal refuses a longer retention; set the namespace's own");
              return Mono.just(false);
            });
  }

  private boolean raise(WorkflowServiceBlockingStub service) {
    var request = DescribeNamespaceRequest.newBuilder().setNamespace(settings.namespace());
    Duration standing =
        Duration.ofMillis(
            Durations.toMillis(
                service
                    .describeNamespace(request.build())
                    .getConfig()
                    .getWorkflowExecutionRetentionTtl()));
    // None at all is for ever.
    if (standing.isZero() || standing.compareTo(settings.retention()) >= 0) {
      return false;
    }
    service.updateNamespace(
        UpdateNamespaceRequest.newBuilder()
            .setNamespace(settings.namespace())
            .setConfig(
                NamespaceConfig.newBuilder()
                    .setWorkflowExecutionRetentionTtl(
                        Durations.fromMillis(settings.retention().toMillis())))
            .build());
    LOG.atInfo()
        .addKeyValue("was", standing.toString())
        .addKeyValue("is", settings.retention().toString())
        .log("Temporal keeps the histories of ended plans longer now");
    return true;
  }
}
