package dev.cadre.stores.tool;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model asks of a tool.
 *
 * @param call its number in the turn, from 1
 * @param tool as the model wrote it
 * @param refusal why it is not done: then nothing is called; null: it is
 */
public record ToolAsk(
    int call, String tool, Map<String, ?> arguments, @Nullable ToolRefusal refusal) {

  public ToolAsk {
    arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
  }
}
