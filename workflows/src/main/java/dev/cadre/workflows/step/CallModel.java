package dev.cadre.workflows.step;

import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of one model: the argument of the activities {@code llm.<provider>}. The prompt is
 * rendered in the activity, from the plan's snapshot and the outputs that {@code uses} names.
 *
 * @param run of the plan; 0 in what an earlier version wrote, which means the newest
 * @param target what an earlier version wrote; null now
 * @param model {@code provider/model}, which stands at the key's position in the snapshot's route;
 *     null in what an earlier version wrote
 * @param uses the occurrence of each ancestor whose output the step may read; an ancestor without
 *     output is absent
 * @param frames the containers around the step, outermost first, from the nearest subplan on
 * @param note a reviewer's comment that is added to the prompt
 * @param repair what was wrong with the last answer (QUALITY), added to the prompt
 * @param maxTokens asked for in this attempt (TRUNCATED doubles it)
 * @param fallback another target of this step failed before
 * @param probe calls even a target that cools down (all of the route's targets cool, and this one
 *     frees first)
 */
public record CallModel(
    TenantId tenant,
    AttemptKey key,
    int run,
    @Nullable RouteTarget target,
    @Nullable String model,
    Map<String, Integer> uses,
    List<Frame> frames,
    @Nullable String note,
    @Nullable String repair,
    int maxTokens,
    boolean fallback,
    boolean probe,
    Duration attemptTimeout) {

  public CallModel {
    uses = Map.copyOf(uses);
    frames = Frame.list(frames);
  }

  /** Who is called, for a person. */
  public String called() {
    return target == null ? String.valueOf(model) : target.toString();
  }
}
