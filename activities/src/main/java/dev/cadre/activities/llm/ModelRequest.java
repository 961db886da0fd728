package dev.cadre.activities.llm;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of one model.
 *
 * @param model the provider's own name of it
 * @param messages of the user, in order, at least one
 * @param temperature null leaves it to the model
 * @param tools null: none is offered
 * @param schema JSON Schema of the answer; null means text
 * @param deadline for the whole call, the body included
 * @param table whether the answer is to hold a Markdown table; a model so small that it has to be
 *     led by a grammar is
 * @param idempotencyKey sent as {@code Idempotency-Key}; the same for a repeat of the same attempt
 */
public record ModelRequest(
    String model,
    @Nullable String system,
    List<String> messages,
    int maxTokens,
    @Nullable Double temperature,
    @Nullable Map<String, Object> schema,
    @Nullable ToolUse tools,
    Duration deadline,
    boolean table,
    String idempotencyKey) {

  /** One whose answer need hold no table. */
  public ModelRequest(
      String model,
      @Nullable String system,
      List<String> messages,
      int maxTokens,
      @Nullable Double temperature,
      @Nullable Map<String, Object> schema,
      @Nullable ToolUse tools,
      Duration deadline,
      String idempotencyKey) {
    this(
        model,
        system,
        messages,
        maxTokens,
        temperature,
        schema,
        tools,
        deadline,
        false,
        idempotencyKey);
  }

  public ModelRequest {
    messages = List.copyOf(messages);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a request needs a message");
    }
    if (maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens must be positive");
    }
    if (!deadline.isPositive()) {
      throw new IllegalArgumentException("the deadline must be positive");
    }
  }
}
