package dev.cadre.workflows.simulation;

/** The rules allow several results here, and which one it is would be a matter of milliseconds. */
final class Undecided extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Undecided(String why) {
    super(why);
  }
}
