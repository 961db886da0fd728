package dev.cadre.stores.tool;

/**
 * Why a tool is not called although a model asks for it.
 *
 * @param message for the model and for people
 */
public record ToolRefusal(Code code, String message) {

  /** Why. */
  public enum Code {
    /** There is no such tool. */
    UNKNOWN_TOOL,
    /** The agent does not have it, or its tenant may not use it. */
    FORBIDDEN_TOOL,
    /** The arguments do not fit the tool's schema. */
    INVALID_ARGUMENTS,
    /** More than may be asked for at once. */
    TOO_MANY_CALLS
  }
}
