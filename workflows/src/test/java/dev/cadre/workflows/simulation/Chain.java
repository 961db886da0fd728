package dev.cadre.workflows.simulation;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.step.Execution;
import dev.cadre.workflows.step.StepOptions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The calls that one execution of a step makes, by the rules of "Attempts" and the table of
 * failures: which target, how often, after what pause, and how it ends.
 */
abstract class Chain {

  /** How a call ends; null when it succeeds. */
  interface Calls {
    Trouble make(int target, int attempt, boolean through);
  }

  /**
   * What came of it.
   *
   * @param calls {@code target/try}, in their order
   * @param reason why the step failed; null when it did not
   * @param seconds how long its pauses were
   */
  record Result(List<String> calls, String reason, double seconds) {}

  /** The step ends here. */
  static final class End extends Exception {
    private static final long serialVersionUID = 1L;
    final String reason;

    End(String reason) {
      this.reason = reason;
    }
  }

  private static final double CAP = 60;

  final StepOptions options;
  private final Calls script;
  private final List<String> calls = new ArrayList<>();
  private final Map<Integer, Integer> tries = new HashMap<>();
  private double passed;

  Chain(StepOptions options, Calls script) {
    this.options = options;
    this.script = script;
  }

  /** Rounds over the route: {@code retry.maxTries} of them, {@code backoff} in between. */
  final Result result() {
    String reason = null;
    try {
      for (int round = 1; round <= options.retry().maxTries(); round++) {
        if (round > 1) {
          pause(options.retry().backoff().toSeconds());
        }
        if (round()) {
          return new Result(calls, null, passed);
        }
      }
      reason = exhausted();
    } catch (End end) {
      reason = end.reason;
    }
    return new Result(calls, reason, passed);
  }

  /** One round; whether it gave a result. */
  abstract boolean round() throws End;

  abstract String exhausted();

  /** Calls; the key's {@code try} counts on over all rounds. */
  final Trouble call(int target, boolean through) throws End {
    if (left(0) <= 0) {
      throw new End("TIMEOUT");
    }
    int attempt = tries.merge(target, 1, Integer::sum);
    calls.add(target + "/" + attempt);
    return script.make(target, attempt, through);
  }

  final void pause(double seconds) {
    passed += seconds;
  }

  /** What is left of the step's timeout, compared with something: too close is not decided. */
  final double left(double compared) {
    double left = options.timeout().toSeconds() - passed;
    double margin = options.execution() == Execution.INLINE ? 1.5 : 12;
    if (passed > 0 && Math.abs(left - compared) < margin) {
      throw new Undecided("a timeout ends when a pause does");
    }
    return left;
  }

  /**
   * Whether the same target is called again.
   *
   * @param before failures of this category at this target in this round
   */
  final boolean again(Trouble trouble, int before, boolean canDouble) throws End {
    int further = further(trouble, canDouble);
    if (trouble.advice() != null) {
      further = trouble.advice() ? Math.max(1, further) : 0;
    }
    double delay = delay(trouble, before);
    if (before >= further || delay >= left(delay)) {
      return false;
    }
    pause(delay);
    return true;
  }

  private int further(Trouble trouble, boolean canDouble) {
    Integer after = trouble.after();
    return switch (trouble.category()) {
      case TRANSPORT, MALFORMED, QUALITY -> 1;
      case UPSTREAM -> 2;
      case TRUNCATED -> canDouble ? 1 : 0;
      case TIMEOUT -> {
        double half = options.attemptTimeout().toMillis() / 2000.0;
        yield left(half) >= half ? 1 : 0;
      }
      case OVERLOADED -> after != null && after <= CAP ? 1 : 0;
      case RATE_LIMIT -> after == null ? 1 : after <= CAP ? 2 : 0;
      default -> 0;
    };
  }

  private static double delay(Trouble trouble, int before) {
    if (trouble.after() != null) {
      return Math.min(CAP, trouble.after());
    }
    return switch (trouble.category()) {
      case UPSTREAM -> before + 1;
      case TIMEOUT, TRUNCATED, QUALITY -> 0;
      default -> 1;
    };
  }

  /** A model: the targets of a route in order, until one answers. */
  static final class OfModel extends Chain {

    private final List<RouteTarget> route;
    private boolean invalidBefore;

    OfModel(StepOptions options, List<RouteTarget> route, Calls script) {
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

    private static boolean serves(
        RouteTarget target, RouteTarget failed, FailureCategory category) {
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

  /** A tool: repeated by the table if that does no harm, else only when it was not reached. */
  static final class OfTool extends Chain {

    private final boolean repeatable;
    private Trouble last;

    OfTool(StepOptions options, boolean repeatable, Calls script) {
      super(options, script);
      this.repeatable = repeatable;
    }

    @Override
    String exhausted() {
      return switch (last.category()) {
        case EXPRESSION_ERROR, OUTCOME_UNKNOWN -> last.category().name();
        default -> "TOOL_FAILED";
      };
    }

    @Override
    boolean round() throws End {
      Map<FailureCategory, Integer> before = new EnumMap<>(FailureCategory.class);
      while (true) {
        last = call(0, false);
        if (last == null) {
          return true;
        }
        if (!repeatable && !last.refused() || last.category() == FailureCategory.EXPRESSION_ERROR) {
          throw new End(exhausted());
        }
        int count = before.merge(last.category(), 1, Integer::sum) - 1;
        if (!again(last, count, false)) {
          return false;
        }
      }
    }
  }
}
