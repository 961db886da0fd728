package dev.cadre.workflows.gate;

/**
 * One output that a gate shows.
 *
 * @param sha256 of the output's RFC 8785 form, lower-case hex
 */
public record Shown(String step, int occurrence, String sha256) {}
