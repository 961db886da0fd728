package dev.cadre.stores.runtime;

import dev.cadre.workflows.runtime.TaskQueues;
import io.temporal.serviceclient.GrpcCompression;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which Temporal to use ({@code cadre.temporal.*}).
 *
 * @param target {@code host:port}, 127.0.0.1:7233 by default
 * @param namespace {@code default} by default
 * @param queue where plans start
 * @param retention how long the server shall keep the history of an ended plan at least: 30 days by
 *     default
 * @param ui the address of Temporal's web UI; null where there is none to link to
 */
public record TemporalSettings(
    @DefaultValue("127.0.0.1:7233") String target,
    @DefaultValue("default") String namespace,
    @DefaultValue(TaskQueues.DEFAULT) String queue,
    @DefaultValue("30d") Duration retention,
    @Nullable URI ui) {

  private static final Duration SHORTEST = Duration.ofDays(1);

  public TemporalSettings {
    if (retention.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "cadre.temporal.retention is a day or longer, such as 30d, not " + retention);
    }
  }

  /** A connection to it. */
  public WorkflowServiceStubsOptions.Builder connection() {
    return connection(target);
  }

  /**
   * A connection to a server. The transport compresses nothing: what is large is ciphertext, and
   * was made smaller before.
   */
  public static WorkflowServiceStubsOptions.Builder connection(String target) {
    return WorkflowServiceStubsOptions.newBuilder()
        .setTarget(target)
        .setGrpcCompression(GrpcCompression.NONE);
  }

  /** The page of a workflow; null where there is no UI. */
  public @Nullable String page(String workflowId) {
    return ui == null ? null : origin() + "/namespaces/" + namespace + "/workflows/" + workflowId;
  }

  /** The UI's exact origin; null where there is no UI. */
  public @Nullable String origin() {
    return ui == null ? null : ui.getScheme() + "://" + ui.getAuthority();
  }
}
