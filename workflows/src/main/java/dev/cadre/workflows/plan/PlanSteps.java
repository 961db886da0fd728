package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.WaitStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Steps anywhere in a plan, those inside of containers too. */
public final class PlanSteps {

  /**
   * A step where it stands.
   *
   * @param pointer in the document, such as {@code /steps/3/step}
   * @param containers around it, from the outermost in
   */
  public record Found(Step step, String pointer, List<Step> containers) {

    public Found {
      containers = List.copyOf(containers);
    }

    /** The variables that its expressions may use. */
    public Set<String> names() {
      return Names.of(containers);
    }

    /** Those of expressions inside of it, where it is a container. */
    public Set<String> namesInside() {
      return Names.inside(step, names());
    }
  }

  private PlanSteps() {}

  /** Every step, a container before what it holds. */
  public static Stream<Step> all(List<Step> steps) {
    return steps.stream().flatMap(step -> Stream.concat(Stream.of(step), all(step.nested())));
  }

  /** The steps that wait for signals, by the signals' names, in the order of the plan. */
  public static Map<String, List<String>> signals(Plan plan) {
    Map<String, List<String>> waits = new LinkedHashMap<>();
    all(plan.steps())
        .forEach(step -> {
          if (step instanceof WaitStep wait && wait.signal() != null) {
            waits.computeIfAbsent(wait.signal(), _ -> new ArrayList<>()).add(wait.id());
          }
        });
    return waits;
  }

  /** Of a step that the plan was validated with; {@link IllegalStateException} without it. */
  public static Found get(Plan plan, String id) {
    return find(plan, id)
        .orElseThrow(() -> new IllegalStateException("the plan has no step " + id));
  }

  public static Optional<Found> find(Plan plan, String id) {
    return Optional.ofNullable(find(plan.steps(), id, null));
  }

  private static @Nullable Found find(List<Step> steps, String id, @Nullable Found around) {
    for (int i = 0; i < steps.size(); i++) {
      Found here = at(steps.get(i), i, around);
      Found found = here.step().id().equals(id) ? here : find(here.step().nested(), id, here);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static Found at(Step step, int index, @Nullable Found around) {
    if (around == null) {
      return new Found(step, Pointers.step(index), List.of());
    }
    List<Step> containers = new ArrayList<>(around.containers());
    containers.add(around.step());
    return new Found(step, Pointers.nested(around.pointer(), around.step(), index), containers);
  }
}
