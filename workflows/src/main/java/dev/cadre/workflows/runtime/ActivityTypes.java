package dev.cadre.workflows.runtime;

/**
 * Activity type names; the Temporal UI shows them, so they say which provider or tool was called.
 */
public final class ActivityTypes {

  /** Prefix of a model call; the provider follows, as in {@code llm.anthropic}. */
  public static final String MODEL_CALL = "llm.";

  /** Prefix of a tool call; the tool follows, as in {@code tool.http-post}. */
  public static final String TOOL_CALL = "tool.";

  private ActivityTypes() {}
}
