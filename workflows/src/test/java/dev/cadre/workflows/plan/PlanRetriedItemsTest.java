package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.map;
import static dev.cadre.workflows.plan.Graphs.options;
import static dev.cadre.workflows.plan.Graphs.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.SubplanStep;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a plan that is tried again keeps inside of its containers, and what it tries again. */
class PlanRetriedItemsTest {

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  /** Steps whose failure stops nothing but them. */
  private static SubplanStep careless(Step... steps) {
    OnFailure goesOn = new OnFailure(OnFailure.Mode.CONTINUE, null);
    return new SubplanStep("s", options(null, goesOn), Map.of(), List.of(steps), null);
  }

  private static List<Fact.GateOpened> gates(RunningPlan run, String step) {
    return run.world().facts.stream()
        .filter(Fact.GateOpened.class::isInstance)
        .map(Fact.GateOpened.class::cast)
        .filter(gate -> gate.step().equals(step))
        .toList();
  }

  /** Decides of the number-th gate of a step, from 1. */
  private static void decide(RunningPlan run, String step, int number, Verdict verdict) {
    run.until(() -> gates(run, step).size() >= number);
    run.decide(RunningPlan.by("ann", gates(run, step).get(number - 1), verdict));
  }

  private static RunningPlan failed(RunningPlan run) {
    assertThat(run.end().status()).isEqualTo(PlanStatus.FAILED);
    return run;
  }

  private static void completes(RunningPlan run) {
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().left)
        .filteredOn(container -> container.step().equals("m"))
        .last()
        .satisfies(map -> assertThat(map.items()).hasSize(2).doesNotContain(0));
  }

  /**
   * The first item's gate is rejected, which skips what is behind it; what the second item does
   * ends with the plan.
   */
  @Test
  void triesItemsInTheirTurnHoweverManyHistoriesTheNextRunTakes() {
    RunningPlan given =
        SERVER.given(
            plan(
                map("m", 1, careless(agent("a"), gate("g", "a"), agent("b", "g"))), gate("other")));
    given.world().answers.put("m", List.of("one", "two"));
    given.world().historyLimit = 60;
    given.start();
    decide(given, "g", 1, Verdict.REJECT);
    given.until(() -> gates(given, "g").size() == 2);
    decide(given, "other", 1, Verdict.REJECT);

    RunningPlan run = failed(given).retried();
    run.until(() -> gates(run, "g").size() == 3);
    run.handsOver();
    decide(run, "other", 2, Verdict.GO);
    assertThat(gates(run, "g")).hasSize(3);
    decide(run, "g", 3, Verdict.GO);
    decide(run, "g", 4, Verdict.GO);

    completes(run);
    assertThat(run.world().targets.keys)
        .extracting(key -> key.step() + key.occurrence())
        .containsExactly("a3", "a4", "b" + (3 + Instances.MOST), "b4");
  }

  /** The map has made one of two items, and must wait in the next run. */
  private static RunningPlan halfDone() {
    RunningPlan given =
        SERVER.given(plan(careless(gate("g")), map("m", 1, agent("x"), "s"), gate("other")));
    given.world().answers.put("m", List.of("one", "two"));
    given.world().historyLimit = 40;
    given.world().targets.onCall =
        () -> {
          if (given.world().targets.keys.size() == 2) {
            given
                .world()
                .targets
                .fails("first", FakeTargets.failure(FailureCategory.CONTENT_POLICY));
          }
        };
    given.start();
    decide(given, "g", 1, Verdict.REJECT);
    return failed(given).retried();
  }

  @Test
  void keepsWhatItemsMadeThoughTheNextRunGoesOnBeforeThem() {
    RunningPlan run = halfDone();
    run.until(() -> gates(run, "g").size() == 2);
    run.handsOver();
    decide(run, "g", 2, Verdict.GO);
    decide(run, "other", 2, Verdict.GO);

    completes(run);
    assertThat(run.world().targets.keys).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void keepsWhatItemsMadeThoughTheNextRunFailsBeforeThem() {
    RunningPlan second = halfDone();
    decide(second, "other", 2, Verdict.REJECT);
    RunningPlan run = failed(second).retried(3);
    decide(run, "other", 3, Verdict.GO);
    run.until(() -> gates(run, "g").size() >= 2);
    decide(run, "g", gates(run, "g").size(), Verdict.GO);

    completes(run);
    assertThat(run.world().targets.keys).hasSize(3).doesNotHaveDuplicates();
  }
}
