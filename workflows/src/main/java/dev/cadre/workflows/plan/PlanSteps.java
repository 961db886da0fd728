package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.SubplanStep;
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

  public static Optional<Found> find(Plan plan, String id) {
    return Optional.ofNullable(find(plan.steps(), id, "/steps", List.of()));
  }

  private static @Nullable Found find(
      List<Step> steps, String id, String pointer, List<Step> containers) {
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      String here = pointer.endsWith("/steps") ? pointer + "/" + i : pointer;
      if (step.id().equals(id)) {
        return new Found(step, here, containers);
      }
      if (!step.nested().isEmpty()) {
        List<Step> deeper = new ArrayList<>(containers);
        deeper.add(step);
        String inside = here + (step instanceof SubplanStep ? "/steps" : "/step");
        Found found = find(step.nested(), id, inside, deeper);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
