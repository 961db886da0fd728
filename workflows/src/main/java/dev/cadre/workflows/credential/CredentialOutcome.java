package dev.cadre.workflows.credential;

/**
 * What came of a try.
 *
 * @param message a sentence without any secret; where it failed, with the remedy
 */
public record CredentialOutcome(boolean passed, String message) {}
