package dev.cadre.workflows.simulation;

import dev.cadre.workflows.step.Execution;
import dev.cadre.workflows.step.StepOptions;
import java.util.ArrayList;
import java.util.HashMap;
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
}
