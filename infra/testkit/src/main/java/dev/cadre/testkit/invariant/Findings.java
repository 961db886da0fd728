package dev.cadre.testkit.invariant;

import java.util.ArrayList;
import java.util.List;

/** Collects the violations of one invariant. */
final class Findings {

  private final String invariant;
  private final List<Violation> violations = new ArrayList<>();

  Findings(String invariant) {
    this.invariant = invariant;
  }

  /** Adds what was found unless it is as it must be. */
  void expect(boolean holds, String plan, String place, String found) {
    if (!holds) {
      violations.add(new Violation(invariant, plan, place, found));
    }
  }

  List<Violation> all() {
    return List.copyOf(violations);
  }
}
