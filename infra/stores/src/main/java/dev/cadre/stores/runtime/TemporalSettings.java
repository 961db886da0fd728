package dev.cadre.stores.runtime;

import dev.cadre.workflows.runtime.TaskQueues;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Which Temporal to use ({@code cadre.temporal.*}).
 *
 * @param target {@code host:port}, 127.0.0.1:7233 by default
 * @param namespace {@code default} by default
 * @param queue where plans start
 * @param ui the address of Temporal's web UI; null where there is none to link to
 */
public record TemporalSettings(
    @Nullable String target, @Nullable String namespace, @Nullable String queue, @Nullable URI ui) {

  public TemporalSettings {
    target = target == null ? "127.0.0.1:7233" : target;
    namespace = namespace == null ? "default" : namespace;
    queue = queue == null ? TaskQueues.DEFAULT : queue;
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
