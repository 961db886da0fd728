package dev.cadre.workflows.step;

import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model is called for.
 *
 * @param start of the run
 * @param agent shown in the Temporal UI
 * @param tools that the agent's model may ask for
 * @param uses as in {@link CallModel}
 */
record ModelWork(
    StartPlan start,
    String step,
    int occurrence,
    String agent,
    List<RouteTarget> route,
    Map<String, ToolSpec> tools,
    StepOptions options,
    Map<String, Integer> uses,
    List<Frame> frames,
    @Nullable String note) {}
