package dev.cadre.workflows.step;

import dev.cadre.workflows.tool.ToolRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt committed: a result of the step's occurrence, its own or the winner's when
 * another attempt was first; or a turn of the talk between a model and its tools.
 *
 * @param pickedFrom the step whose output a judge picked, else null
 * @param asked the tools that the model asks for before it gives a result; without those that were
 *     refused, so it may be empty. Null: this is the result
 */
public record AttemptResult(
    Output output, @Nullable String pickedFrom, @Nullable List<ToolRequest> asked) {

  public AttemptResult {
    asked = asked == null ? null : List.copyOf(asked);
  }

  /** A result. */
  public AttemptResult(Output output, @Nullable String pickedFrom) {
    this(output, pickedFrom, null);
  }

  /** A turn. */
  public static AttemptResult turn(List<ToolRequest> asked) {
    return new AttemptResult(Output.of(null), null, asked);
  }
}
