package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.step.WaitStep;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Reads what a container holds, and keeps the drafts for the checks that follow. */
final class Inside {

  /** The most containers around a step. */
  static final int MAX_DEPTH = 8;

  private final int containers;
  private List<StepDraft> drafts = List.of();

  Inside(StepPlace container) {
    this.containers = container.containers() + 1;
  }

  List<StepDraft> drafts() {
    return drafts;
  }

  /**
   * The one step of a map or a loop. What stands for a step that cannot be read is never run: the
   * plan has a problem then.
   *
   * @param options of the container
   */
  Step one(Cursor container, StepOptions options) {
    Object tree = container.tree("step");
    if (tree == null) {
      container.missing("step", "`step` is missing; add the step that is to be repeated.");
    } else if (shallow(container, "step")) {
      StepPlace place = new StepPlace(container.pointer("step"), containers, true);
      drafts = Branches.join(List.of(StepReader.read(container.problems(), place, tree)));
    }
    Step read = drafts.isEmpty() ? null : drafts.getFirst().step();
    return read == null ? new WaitStep("unread", options, Duration.ZERO, null, null) : read;
  }

  /** The steps of a subplan. */
  List<Step> all(Cursor container) {
    if (!container.has("steps") || shallow(container, "steps")) {
      drafts = StepList.read(container, containers);
    }
    return drafts.stream().map(StepDraft::step).filter(Objects::nonNull).toList();
  }

  private boolean shallow(Cursor container, String field) {
    if (containers <= MAX_DEPTH) {
      return true;
    }
    container
        .problems()
        .refuse(
            Problem.Code.LIMIT_EXCEEDED,
            container.pointer(field),
            "More than " + MAX_DEPTH + " containers lie around this; move steps outward.");
    return false;
  }
}
