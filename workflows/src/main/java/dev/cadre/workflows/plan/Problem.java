package dev.cadre.workflows.plan;

/**
 * Why a plan is not accepted.
 *
 * @param pointer JSON Pointer (RFC 6901) of the offending value
 * @param message one sentence with the remedy
 */
public record Problem(Code code, String pointer, String message) {

  /** The codes of api.md. */
  public enum Code {
    UNKNOWN_FIELD,
    MISSING_FIELD,
    WRONG_TYPE,
    OUT_OF_RANGE,
    DUPLICATE_ID,
    INVALID_ID,
    UNKNOWN_STEP,
    CYCLE,
    REFERENCE_NOT_UPSTREAM,
    EXPRESSION_INVALID,
    UNKNOWN_AGENT,
    AGENT_INACTIVE,
    UNKNOWN_TOOL,
    NO_TARGET,
    LIMIT_EXCEEDED,
    NOT_YET_AVAILABLE
  }
}
