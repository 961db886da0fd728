package dev.cadre.workflows.simulation;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.step.StepOptions;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model: the targets of a route in order, until one answers. */
final class ModelChain extends Chain {

  private final List<RouteTarget> route;
  private boolean invalidBefore;

  ModelChain(StepOptions options, List<RouteTarget> route, Calls script) {
    super(options, script);
    this.route = route;
  }

  @Override
  String exhausted() {
    return "CHAIN_EXHAUSTED";
  }

  @Override
  boolean round() throws End {
    Map<Integer, Integer> resting = new LinkedHashMap<>();
    Trouble last = null;
    RouteTarget failed = null;
    for (int i = 0; i < route.size(); i++) {
      if (last != null && !serves(route.get(i), failed, last.category())) {
        continue;
      }
      Trouble trouble = target(i, false);
      if (trouble == null) {
        return true;
      }
      if (trouble.freesIn() == null) {
        last = trouble;
        failed = route.get(i);
      } else {
        resting.put(i, trouble.freesIn());
      }
    }
    return last == null && !resting.isEmpty() && rested(resting);
  }

  private static boolean serves(RouteTarget target, RouteTarget failed, FailureCategory category) {
    return switch (category) {
      case CONTEXT_TOO_LARGE -> target.contextWindow() > failed.contextWindow();
      case TRUNCATED -> target.maxOutput() > failed.maxOutput();
      default -> true;
    };
  }

  /** All rest: the one that is free first is waited for and called. */
  private boolean rested(Map<Integer, Integer> resting) throws End {
    int first = -1;
    for (int target : resting.keySet()) {
      if (first < 0 || resting.get(target) < resting.get(first)) {
        first = target;
      }
    }
    int wait = resting.get(first);
    if (wait >= left(wait)) {
      throw new End("CHAIN_EXHAUSTED");
    }
    pause(wait);
    return target(first, true) == null;
  }

  /** Calls one target until the table says otherwise; how it failed, or null. */
  private Trouble target(int target, boolean through) throws End {
    Map<FailureCategory, Integer> before = new EnumMap<>(FailureCategory.class);
    int tokens = route.get(target).maxTokens();
    boolean called = through;
    while (true) {
      Trouble trouble = call(target, called);
      if (trouble == null || trouble.freesIn() != null) {
        return trouble;
      }
      boolean more = tokens < route.get(target).maxOutput();
      int count = before.merge(trouble.category(), 1, Integer::sum) - 1;
      if (!again(trouble, count, more)) {
        follow(trouble);
        return trouble;
      }
      called = true;
      if (trouble.category() == FailureCategory.TRUNCATED) {
        tokens = Math.min(2 * tokens, route.get(target).maxOutput());
      }
    }
  }

  /** Whether another target may be asked at all. */
  private void follow(Trouble trouble) throws End {
    boolean end =
        switch (trouble.category()) {
          case CONTENT_POLICY, BUDGET, EXPRESSION_ERROR -> true;
          case INVALID_REQUEST -> invalidBefore || !trouble.specific();
          default -> false;
        };
    if (end) {
      throw new End(trouble.category().name());
    }
    invalidBefore |= trouble.category() == FailureCategory.INVALID_REQUEST;
  }
}
