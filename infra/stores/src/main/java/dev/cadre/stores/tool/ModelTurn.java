package dev.cadre.stores.tool;

import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.tool.ToolRequest;
import java.util.List;

/**
 * A model's turn that asks for tools.
 *
 * @param text what it said beside; may be empty
 * @param asks in its order, at least one
 */
public record ModelTurn(String text, List<ToolAsk> asks) {

  public ModelTurn {
    asks = List.copyOf(asks);
    if (asks.isEmpty()) {
      throw new IllegalArgumentException("a turn asks for a tool");
    }
  }

  /** What the workflow is told: the tools to be called. */
  AttemptResult result() {
    return AttemptResult.turn(
        asks.stream()
            .filter(ask -> ask.refusal() == null)
            .map(ask -> new ToolRequest(ask.call(), ask.tool()))
            .toList());
  }
}
