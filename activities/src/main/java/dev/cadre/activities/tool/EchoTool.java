package dev.cadre.activities.tool;

import dev.cadre.workflows.tool.ToolSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gives its arguments back, as if they had been an answer. */
public final class EchoTool implements ToolType {

  private static final long OK = 200;

  @Override
  public String name() {
    return "ECHO";
  }

  @Override
  public Map<String, Object> configuration() {
    return Map.of("type", "object", "additionalProperties", false);
  }

  @Override
  public Object call(ToolSpec tool, ToolCall call) {
    Map<String, @Nullable Object> output = new HashMap<>();
    output.put("status", OK);
    output.put("headers", Objects.requireNonNullElse(call.arguments().get("headers"), Map.of()));
    output.put("body", call.arguments().get("body"));
    return output;
  }
}
