package dev.cadre.stores.runtime;

import dev.cadre.workflows.runtime.TaskQueues;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which Temporal to use ({@code cadre.temporal.*}).
 *
 * @param target {@code host:port}, 127.0.0.1:7233 by default
 * @param namespace {@code default} by default
 * @param queue where plans start
 * @param ui the address of Temporal's web UI; null where there is none to link to
 */
public record TemporalSettings(
    @DefaultValue("127.0.0.1:7233") String target,
    @DefaultValue("default") String namespace,
    @DefaultValue(TaskQueues.DEFAULT) String queue,
    @Nullable URI ui) {

  /** The page of a workflow; null where there is no UI. */
  public @Nullable String page(String workflowId) {
    return ui == null ? null : origin() + "/namespaces/" + namespace + "/workflows/" + workflowId;
  }

  /** The UI's exact origin; null where there is no UI. */
  public @Nullable String origin() {
    return ui == null ? null : ui.getScheme() + "://" + ui.getAuthority();
  }
}
