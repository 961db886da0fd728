package dev.cadre.api.plan;

/**
 * What does not forbid a plan and may still stop it. It names no user: it is stored with the answer
 * to the submission.
 *
 * @param code {@code GATE_UNDECIDABLE}, {@code TOOL_NOT_READY}, {@code TARGET_NOT_CALLED}
 * @param pointer of the step in the document
 * @param message a sentence with the remedy
 */
record PlanWarning(String code, String pointer, String message) {}
