package dev.cadre.workflows.gate;

/** How an occurrence of a gate closed. */
public enum GateOutcome {
  APPROVED,
  REJECTED,
  /** The deadline passed; the gate is rejected. */
  EXPIRED,
  /** Reopened as the next occurrence by ADJUST. */
  ADJUSTED,
  /** Reopened as the next occurrence by REDO. */
  REDONE,
  /** The plan ended while the gate was open. */
  CANCELLED
}
