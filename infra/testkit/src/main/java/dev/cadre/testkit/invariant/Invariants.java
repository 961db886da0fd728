package dev.cadre.testkit.invariant;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** All invariants that can be checked from outside. */
public final class Invariants {

  private static final int SHOWN = 40;

  private static final List<Invariant> ALL =
      List.of(
          new Ended(),
          new OneResult(),
          new OneUsageRow(),
          new Money(),
          new OneDecision(),
          new WholeLog(),
          new NoLeak(),
          new Quiet(),
          new SameAnswer());

  private Invariants() {}

  /** Every place at which one is broken. */
  public static List<Violation> broken(Evidence evidence) {
    List<Violation> all = new ArrayList<>();
    ALL.forEach(invariant -> all.addAll(invariant.broken(evidence)));
    return all;
  }

  /**
   * Fails with every place at which one is broken.
   *
   * @param progress how many plans have COMPLETED at least: a run in which nothing happens proves
   *     nothing
   */
  public static void mustHold(Evidence evidence, int progress) {
    List<Violation> broken = broken(evidence);
    if (!broken.isEmpty()) {
      throw new AssertionError(
          broken.size()
              + " violations:\n"
              + broken.stream()
                  .limit(SHOWN)
                  .map(Violation::toString)
                  .collect(Collectors.joining("\n")));
    }
    long completed =
        evidence.plans().stream()
            .filter(plan -> plan.rows() != null && plan.rows().status().equals("COMPLETED"))
            .count();
    if (completed < progress) {
      throw new AssertionError("only " + completed + " plans completed, not " + progress);
    }
  }
}
