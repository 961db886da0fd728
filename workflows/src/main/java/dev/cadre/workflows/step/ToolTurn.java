package dev.cadre.workflows.step;

import dev.cadre.workflows.runtime.Changes;
import dev.cadre.workflows.tool.ToolRequest;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The tools that a model asks for in one turn: a few at once, begun in the order of the asks. What
 * the model is told keeps that order too, as it is read by the asks' numbers.
 */
final class ToolTurn {

  private static final int AT_ONCE = 4;

  /** Earlier histories called them one after the other. */
  private static final String TOGETHER = "tools-of-a-turn-together";

  private final List<ToolRequest> asked;
  private final Consumer<ToolRequest> answer;
  private final TreeMap<Integer, RuntimeException> failures = new TreeMap<>();
  private int next;

  private ToolTurn(List<ToolRequest> asked, Consumer<ToolRequest> answer) {
    this.asked = asked;
    this.answer = answer;
  }

  /**
   * Has all of them answered.
   *
   * @param answer of one; what it throws ends the turn once those that have begun are through, and
   *     no further one begins
   */
  static void run(List<ToolRequest> asked, Consumer<ToolRequest> answer) {
    if (asked.size() > 1 && Changes.include(TOGETHER)) {
      new ToolTurn(asked, answer).run();
    } else {
      asked.forEach(answer);
    }
  }

  private void run() {
    List<Promise<Void>> lanes = new ArrayList<>();
    for (int i = 0; i < Math.min(AT_ONCE, asked.size()); i++) {
      lanes.add(Async.procedure(this::lane));
    }
    Promise.allOf(lanes).get();
    if (!failures.isEmpty()) {
      throw failures.firstEntry().getValue();
    }
  }

  private void lane() {
    while (next < asked.size() && failures.isEmpty()) {
      int own = next++;
      try {
        answer.accept(asked.get(own));
      } catch (RuntimeException e) {
        failures.put(own, e);
      }
    }
  }
}
