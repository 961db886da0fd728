package dev.cadre.activities.tool;

import dev.cadre.stores.tool.BaseTypes;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The base types that this worker has. */
public final class ToolTypes {

  private final Map<String, ToolType> types;

  public ToolTypes(List<? extends ToolType> types) {
    this.types = types.stream().collect(Collectors.toMap(ToolType::name, Function.identity()));
  }

  /** What is published of them. */
  public List<BaseTypes.BaseType> published() {
    return types.values().stream()
        .map(type ->
            new BaseTypes.BaseType(
                type.name(), type.version(), type.configuration(), type.offeredConfiguration()))
        .toList();
  }

  /** Calls a tool by its base type; exceptions as there. */
  public @Nullable Object call(ToolSpec tool, ToolCall call) {
    ToolType type = types.get(tool.type());
    if (type == null) {
      throw ToolFailed.refused("This worker has no base type " + tool.type() + ".");
    }
    return type.call(tool, call);
  }
}
