package dev.cadre.testkit.invariant;

import java.util.List;

/** One rule over the evidence of a run. */
interface Invariant {

  /** Where it is broken; empty when it holds. */
  List<Violation> broken(Evidence evidence);
}
