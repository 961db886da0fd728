package dev.cadre.activities.step;

import dev.cadre.activities.llm.ToolUse;
import dev.cadre.stores.runtime.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to a model, and how its answer is read.
 *
 * @param table whether the answer is to hold a Markdown table
 * @param candidates the steps among which a judge picks, in the order shown; else empty
 */
record Prompt(
    String system,
    String message,
    @Nullable Double temperature,
    @Nullable Map<String, Object> schema,
    @Nullable ToolUse tools,
    boolean table,
    List<String> candidates) {

  Prompt {
    candidates = List.copyOf(candidates);
  }

  /** The bytes of all that is sent. */
  long bytes() {
    long own =
        system.getBytes(StandardCharsets.UTF_8).length
            + (long) message.getBytes(StandardCharsets.UTF_8).length;
    return own + bytes(schema) + bytes(tools);
  }

  private static long bytes(@Nullable Object sent) {
    return sent == null ? 0 : Json.bytes(sent).length;
  }
}
