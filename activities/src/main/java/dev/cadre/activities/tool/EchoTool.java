package dev.cadre.activities.tool;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gives its arguments back, as if they had been an answer. */
public final class EchoTool implements Tool {

  private static final long OK = 200;

  @Override
  public String name() {
    return "echo";
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public Object call(ToolCall call) {
    Map<String, @Nullable Object> output = new HashMap<>();
    output.put("status", OK);
    output.put("headers", Objects.requireNonNullElse(call.arguments().get("headers"), Map.of()));
    output.put("body", call.arguments().get("body"));
    return output;
  }
}
