package dev.cadre.workflows.rehearsal;

/** A rehearsal passes a limit; the message names the remedy. */
public final class RehearsalTooLarge extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RehearsalTooLarge(String message) {
    super(message);
  }
}
