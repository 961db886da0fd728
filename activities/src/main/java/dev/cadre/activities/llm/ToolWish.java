package dev.cadre.activities.llm;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model asks for a tool.
 *
 * @param tool as the model wrote it
 * @param arguments a tree; null: what the model wrote is no JSON object
 */
public record ToolWish(String tool, @Nullable Map<String, @Nullable Object> arguments) {}
