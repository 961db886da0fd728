package dev.cadre.workflows.step;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several outputs become one.
 *
 * @param of ids of ancestors, in order; by default {@code dependsOn}
 * @param separator of CONCAT
 * @param by of PICK_BEST: CEL over {@code item}, the candidate's output; the highest wins, ties by
 *     order
 * @param agent of SUMMARIZE (required) and of PICK_BEST (a judge, instead of {@code by})
 * @param route of the agent; empty means the agent's own
 */
public record AggregateStep(
    String id,
    StepOptions options,
    List<String> of,
    Strategy strategy,
    String separator,
    @Nullable String by,
    @Nullable String agent,
    List<String> route)
    implements Step {

  /** How the outputs become one. */
  public enum Strategy {
    CONCAT,
    SUMMARIZE,
    PICK_BEST
  }

  public AggregateStep {
    of = List.copyOf(of);
    route = List.copyOf(route);
  }

  /** Whether a model is called. */
  public boolean calls() {
    return agent != null;
  }
}
