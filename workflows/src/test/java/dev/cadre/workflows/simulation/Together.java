package dev.cadre.workflows.simulation;

import dev.cadre.workflows.plan.LeaveContainer;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.SubplanStep;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a container yields, made from what the world knows. */
final class Together {

  private final Seen seen;

  Together(Seen seen) {
    this.seen = seen;
  }

  /** The instance in which the container itself stands; a subplan's own one is named last. */
  static Frame around(LeaveContainer leave) {
    List<Frame> frames = leave.frames();
    boolean own = !frames.isEmpty() && frames.getLast().step().equals(leave.step());
    return Frame.last(own ? frames.subList(0, frames.size() - 1) : frames);
  }

  Object of(Step step, LeaveContainer leave) {
    return switch (step) {
      case MapStep map -> {
        List<Object> all = new ArrayList<>();
        leave
            .items()
            .forEach(occurrence ->
                all.add(occurrence == 0 ? null : seen.value(map.step().id(), occurrence)));
        yield all;
      }
      case LoopStep loop -> output(loop.step().id(), leave);
      case SubplanStep subplan -> {
        Set<String> needed = new HashSet<>();
        subplan.steps().forEach(each -> needed.addAll(each.options().dependsOn()));
        Map<String, Object> all = new LinkedHashMap<>();
        subplan.steps().stream()
            .map(Step::id)
            .filter(id -> !needed.contains(id))
            .forEach(id -> all.put(id, output(id, leave)));
        yield all;
      }
      default -> throw new IllegalArgumentException(step.id());
    };
  }

  private Object output(String id, LeaveContainer leave) {
    Integer occurrence = leave.uses().get(id);
    return occurrence == null ? null : seen.value(id, occurrence);
  }
}
