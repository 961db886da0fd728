package dev.cadre.workflows.simulation;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.StepOptions;
import java.util.EnumMap;
import java.util.Map;

/** A tool: repeated by the table if that does no harm, else only when it was not reached. */
final class ToolChain extends Chain {

  private final boolean repeatable;
  private Trouble last;

  ToolChain(StepOptions options, boolean repeatable, Calls script) {
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
