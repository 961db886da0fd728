package dev.cadre.activities.tool;

import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One call of a tool.
 *
 * @param tenant whose call it is; never of the arguments
 * @param arguments rendered
 * @param repeatable whether this step may be repeated: its failures are then told by their cause
 * @param idempotencyKey the same for every attempt of the step's occurrence
 * @param deadline of the whole call
 */
public record ToolCall(
    TenantId tenant,
    Map<String, ?> arguments,
    boolean repeatable,
    String idempotencyKey,
    Duration deadline) {

  public ToolCall {
    arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
  }
}
