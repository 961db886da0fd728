package dev.cadre.workflows.step;

import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One call of one tool: the argument of the activities {@code tool.<name>}.
 *
 * @param run as in {@link CallModel}
 * @param uses as in {@link CallModel}
 * @param frames as in {@link CallModel}
 */
public record CallTool(
    TenantId tenant,
    AttemptKey key,
    int run,
    String tool,
    Map<String, Integer> uses,
    List<Frame> frames,
    Duration attemptTimeout) {

  public CallTool {
    uses = Map.copyOf(uses);
    frames = Frame.list(frames);
  }
}
