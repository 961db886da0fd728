package dev.cadre.testkit.fault;

import dev.cadre.testkit.fault.Fault.Tokens;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A model's turn; null tokens are not told. */
record Said(long seq, String model, String text, List<Ask> asks, End end, @Nullable Tokens tokens) {

  /** How the model's turn ended. */
  enum End {
    COMPLETE,
    LENGTH,
    REFUSED,
    FILTERED
  }

  /** What a model asks of a tool; the arguments need not be JSON. */
  record Ask(String id, String tool, String arguments) {

    /** The arguments as a tree, or as the text that they are. */
    Object tree() {
      try {
        return JsonMapper.shared().readValue(arguments, Object.class);
      } catch (JacksonException e) {
        return arguments;
      }
    }

    /** As OpenAI words it. */
    Map<String, ?> function() {
      return Map.of(
          "id", id, "type", "function", "function", Map.of("name", tool, "arguments", arguments));
    }
  }
}
