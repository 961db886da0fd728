package dev.cadre.testkit.invariant;

import java.util.List;

/** I9: what people and models wrote stands nowhere in clear. */
final class NoLeak implements Invariant {

  @Override
  public List<Violation> broken(Evidence evidence) {
    var found = new Findings("I9");
    evidence
        .leaks()
        .forEach((place, words) ->
            found.expect(words.isEmpty(), "", place, "holds %s".formatted(words)));
    return found.all();
  }
}
