package dev.cadre.testkit.invariant;

/**
 * An invariant that does not hold.
 *
 * @param invariant such as {@code I3}
 * @param plan its id; empty where no single plan is meant
 * @param place the step, key, gate or place that is meant
 * @param found what was found, and what should be
 */
public record Violation(String invariant, String plan, String place, String found) {

  @Override
  public String toString() {
    return invariant + " plan=" + plan + " at=" + place + ": " + found;
  }
}
