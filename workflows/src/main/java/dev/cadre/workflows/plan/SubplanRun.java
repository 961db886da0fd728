package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.SubplanStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A subplan at work: one instance, a graph of its own. */
final class SubplanRun extends Container {

  private final SubplanStep subplan;

  SubplanRun(
      RunParts parts, Scope around, SubplanStep subplan, int position, @Nullable String note) {
    super(parts, around, subplan, position, note);
    this.subplan = subplan;
  }

  @Override
  @Nullable Output work() {
    List<Entered.Instance> begun = enter().instances();
    entered();
    if (stopped()) {
      return null;
    }
    Scope scope = instance(0, begun.isEmpty() ? null : begun.getFirst(), null);
    if (stopped()) {
      return null;
    }
    List<String> all = subplan.steps().stream().map(Step::id).toList();
    return book.leave(List.of(), scope.sight().uses(all), scope.sight().frames().getLast());
  }

  @Override
  boolean resting() {
    return live() > 0;
  }
}
