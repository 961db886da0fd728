package dev.cadre.workflows.simulation;

import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.Redo;
import dev.cadre.workflows.step.Step;
import io.temporal.common.WorkflowExecutionHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One plan, run by the workflow in a scripted world, and by the model. */
final class Simulation {

  private final long seed;
  private final Map<String, Object> document;
  private final List<Expectation> runs = new ArrayList<>();

  /** The step from which it was done again, and the runs are those; null where it was not. */
  private String redone;

  private int retries;

  Simulation(long seed, Map<String, Object> document) {
    this.seed = seed;
    this.document = document;
  }

  /**
   * Runs it.
   *
   * @return everything in which the workflow and the model disagree
   * @throws Undecided when the model cannot say what must come of it
   * @throws Director.Standstill when the server does not go on
   */
  List<String> differences(Worlds worlds) {
    Plan plan = Plans.read(document);
    Script script = new Script(seed);
    runs.clear();
    redone = null;
    retries = 0;
    Model model = new Model(plan, script, Map.of());
    Director director = new Director(worlds, plan, script, Map.of());
    runs.add(model.run());
    List<String> differences = differences(worlds, script, model, director);
    redone = script.redoes(plan.steps().stream().map(Step::id).toList());
    if (differences.isEmpty() && redone != null) {
      Redone rules = new Redone(model.root, redone, script.edits());
      Set<String> kept = kept(plan, script);
      if (!kept.equals(rules.kept())) {
        return List.of("done again from " + redone + " it keeps " + kept);
      }
      return redone(worlds, script.redone(), rules.results(director.seen()));
    }
    return differences;
  }

  private Set<String> kept(Plan plan, Script script) {
    Redo redo = new Redo(plan).from(redone);
    try {
      return script.edits()
          ? redo.input(Map.of("n", 1, "at", 1), Map.of("n", 2, "at", 2)).kept()
          : redo.kept();
    } catch (ExpressionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What differs when it is done again; nothing where the model cannot say what must be. */
  private List<String> redone(Worlds worlds, Script script, Map<String, Object> kept) {
    Plan plan = Plans.read(document);
    Model model = new Model(plan, script, kept);
    Expectation expected;
    try {
      expected = model.run();
    } catch (Undecided e) {
      return List.of();
    }
    runs.clear();
    runs.add(expected);
    return differences(worlds, script, model, new Director(worlds, plan, script, kept));
  }

  private List<String> differences(Worlds worlds, Script script, Model model, Director director) {
    List<String> differences = new ArrayList<>();
    try {
      do {
        director.run(runs.getLast());
        differences.addAll(Comparison.of(runs.getLast(), director.seen()));
      } while (differences.isEmpty() && again(model, script, director));
      List<WorkflowExecutionHistory> histories = director.histories();
      differences.addAll(Remains.of(histories));
      for (WorkflowExecutionHistory history : histories) {
        worlds.replay(history);
      }
    } catch (Director.Astray e) {
      differences.add(e.getMessage());
      differences.addAll(director.seen().wrong);
    } catch (Director.Standstill e) {
      // Where the plan itself is the reason, that is told.
      differences.addAll(Remains.of(director.histories()));
      if (differences.isEmpty()) {
        throw e;
      }
    } catch (Exception e) {
      differences.add(String.valueOf(e));
    }
    return differences;
  }

  /** Whether the plan is tried again; not where the model cannot say what must come of that. */
  private boolean again(Model model, Script script, Director director) {
    Expectation last = runs.getLast();
    boolean again = last.status() == PlanStatus.FAILED && script.retries(runs.size());
    if (again) {
      director.retry();
      model.retry(director.seen());
      try {
        runs.add(model.run());
        retries++;
        return true;
      } catch (Undecided e) {
        return false;
      }
    }
    return false;
  }

  /** How it must end, at last. */
  PlanStatus status() {
    return runs.getLast().status();
  }

  /** How often it was tried again. */
  int retries() {
    return retries;
  }

  /** Whether it was done again, as a new plan. */
  boolean redone() {
    return redone != null;
  }

  /** The plan and what comes from outside, for a person. */
  String described() {
    StringBuilder text = new StringBuilder("seed " + seed + "\n");
    if (redone != null) {
      text.append("  done again from ").append(redone).append('\n');
    }
    @SuppressWarnings("unchecked")
    List<Object> steps = (List<Object>) document.get("steps");
    steps.forEach(step -> text.append("  ").append(step).append('\n'));
    for (int run = 1; run <= runs.size(); run++) {
      List<Stage> stages = runs.get(run - 1).stages();
      for (int i = 0; i < stages.size(); i++) {
        text.append("  run " + run + ", stage " + i + ": ").append(stages.get(i)).append('\n');
      }
    }
    return text.toString();
  }
}
