package dev.cadre.workflows.simulation;

import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanStatus;
import io.temporal.common.WorkflowExecutionHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One plan, run by the workflow in a scripted world, and by the model. */
final class Simulation {

  private final long seed;
  private final Map<String, Object> document;
  private Expectation expected;

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
    expected = Model.of(plan, script);
    Director director = new Director(worlds, plan, script, expected);
    List<String> differences = new ArrayList<>();
    try {
      director.run();
      differences.addAll(Comparison.of(expected, director.seen()));
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

  /** How it must end. */
  PlanStatus status() {
    return expected.status();
  }

  /** The plan and what comes from outside, for a person. */
  String described() {
    StringBuilder text = new StringBuilder("seed " + seed + "\n");
    @SuppressWarnings("unchecked")
    List<Object> steps = (List<Object>) document.get("steps");
    steps.forEach(step -> text.append("  ").append(step).append('\n'));
    List<Stage> stages = expected == null ? List.of() : expected.stages();
    for (int i = 0; i < stages.size(); i++) {
      text.append("  stage ").append(i).append(": ").append(stages.get(i)).append('\n');
    }
    return text.toString();
  }
}
