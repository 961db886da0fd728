package dev.cadre.activities.tool;

import dev.cadre.workflows.tool.ToolSpec;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A base type of tools, found by its name. What a tool of it does is said by the tool's
 * configuration.
 */
public interface ToolType {

  /** Such as {@code HTTP_GET}. */
  String name();

  /** Rises when a configuration means something else than before. */
  default int version() {
    return 1;
  }

  /**
   * JSON Schema of the configuration: a closed object. A property that names something of the
   * tenant's says so, see {@link dev.cadre.stores.tool.ToolNeeds}.
   */
  Map<String, Object> configuration();

  /** The same where a model may ask for the tool, which may be stricter. */
  default Map<String, Object> offeredConfiguration() {
    return configuration();
  }

  /**
   * Why its tools cannot work on this machine now, with the remedy; empty: they can. Asked every
   * few seconds.
   */
  default Optional<String> missing() {
    return Optional.empty();
  }

  /**
   * Does it once. Blocks; an interrupt of the calling thread aborts it.
   *
   * @return its output, a tree
   * @throws ToolFailed for every way in which it gives none
   */
  @Nullable Object call(ToolSpec tool, ToolCall call);
}
