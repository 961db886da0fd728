package dev.cadre.workflows.step;

import java.util.Map;

/**
 * A tool runs.
 *
 * @param arguments a tree whose strings are templates
 * @param repeatable the author says that a repeat does no harm
 */
public record ToolStep(
    String id, StepOptions options, String tool, Map<String, Object> arguments, boolean repeatable)
    implements Step {}
