package dev.cadre.workflows.gate;

/** Why a decision does not count; the REST door answers with the same words. */
public enum Refusal {
  GATE_NOT_FOUND,
  NOT_IN_AUDIENCE,
  FOUR_EYES,
  DIGEST_REQUIRED,
  DIGEST_MISMATCH,
  GATE_CLOSED,
  ALREADY_VOTED,
  ROUNDS_EXHAUSTED,
  ASSERTED_NOT_ALLOWED,
  DECISION_INVALID
}
