package dev.cadre.testkit.invariant;

import java.util.List;

/** I11: when all has healed no workflow task fails, nothing waits, and the store is idle. */
final class Quiet implements Invariant {

  @Override
  public List<Violation> broken(Evidence evidence) {
    var found = new Findings("I11");
    evidence
        .engine()
        .forEach(state ->
            found.expect(
                state.trouble() == null,
                state.plan(),
                state.place(),
                "%s".formatted("" + state.trouble())));
    evidence.store().forEach(busy -> found.expect(false, "", "postgres", "%s".formatted(busy)));
    return found.all();
  }
}
