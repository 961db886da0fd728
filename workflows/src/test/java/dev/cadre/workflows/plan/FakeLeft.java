package dev.cadre.workflows.plan;

import dev.cadre.workflows.plan.FakeRecord.Place;
import dev.cadre.workflows.plan.FakeRecord.Row;
import dev.cadre.workflows.plan.PlanSnapshot.PriorStep;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.StepState;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiPredicate;

/** Where the opening of a later run left steps, as PostgreSQL would know it. */
final class FakeLeft {

  /**
   * One of them.
   *
   * @param kept of a container: the occurrence whose instances stand; null for none
   */
  private record Mark(int occurrence, Integer kept) {}

  private final Map<Place, Mark> marks = new HashMap<>();
  private final BiPredicate<String, Integer> entered;

  /**
   * Of no step yet.
   *
   * @param entered whether a container was, as an occurrence
   */
  FakeLeft(BiPredicate<String, Integer> entered) {
    this.entered = entered;
  }

  /** A step is left at an occurrence. */
  void mark(Place place, Row row, int occurrence) {
    marks.put(place, new Mark(occurrence, kept(place, row.occurrence())));
  }

  private boolean at(Place place, int occurrence) {
    return marks.containsKey(place) && marks.get(place).occurrence() == occurrence;
  }

  private Integer kept(Place place, int occurrence) {
    if (entered.test(place.step(), occurrence)) {
      return occurrence;
    }
    boolean next = occurrence > Instances.MOST && at(place, occurrence - Instances.MOST);
    return next || at(place, occurrence) ? marks.get(place).kept() : null;
  }

  /** A step as it stands, without its value. */
  PriorStep prior(Place place, Row row) {
    Output output = row.output();
    Integer kept = kept(place, row.occurrence());
    boolean inside = place.scope() > 0 && row.state() != StepState.COMPLETED;
    return new PriorStep(
        place.step(),
        row.occurrence(),
        row.state(),
        row.reason(),
        output == null ? null : Output.kept(output.sha256(), output.size()),
        inside && at(place, row.occurrence()) ? true : null,
        kept == null || kept == row.occurrence() ? null : kept);
  }
}
