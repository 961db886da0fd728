package dev.cadre.activities.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.workflows.plan.EnterContainer;
import dev.cadre.workflows.plan.Entered;
import dev.cadre.workflows.plan.LeaveContainer;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanSnapshot.PriorStep;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.CallTool;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.SubplanStep;
import dev.cadre.workflows.step.ToolStep;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What maps, loops and subplans bind, keep and yield, in PostgreSQL. */
class ContainersIT extends AttemptFixture {

  private final Calls calls = calls();

  private static ToolStep echo(String id, String body, String... needs) {
    return new ToolStep(id, NewPlans.options(needs), "echo", Map.of("body", body), false);
  }

  private static MapStep map(String over, String as, Step step) {
    return new MapStep("m", NewPlans.options(), over, as, 5, step);
  }

  private Object body(PlanId plan, String step, int occurrence, Frame... frames) {
    AttemptResult result =
        calls.echo(
            new CallTool(
                TestPlans.TENANT,
                new AttemptKey(plan, step, occurrence, 0, 1),
                1,
                "echo",
                Map.of(),
                List.of(frames),
                Duration.ofSeconds(3)));
    return ((Map<?, ?>) result.output().value()).get("body");
  }

  private Entered enter(PlanId plan, String step, int occurrence, Integer kept, Frame... frames) {
    return plans.book.enter(
        new EnterContainer(
            TestPlans.TENANT, plan, 1, step, occurrence, Map.of(), List.of(frames), kept));
  }

  private Object leave(
      PlanId plan, String step, List<Integer> items, Map<String, Integer> uses, Frame... frames) {
    return plans
        .book
        .leave(new LeaveContainer(TestPlans.TENANT, plan, 1, step, 1, items, uses, List.of(frames)))
        .output()
        .value();
  }

  @Test
  void bindsEachItemAndGathersInOrder() {
    PlanId plan =
        plans.open(null, map("['x', 'y', 'z']", "letter", echo("e", "{{ letter }}-{{ item }}")));
    assertThat(enter(plan, "m", 1, null)).isEqualTo(new Entered(3, 0, List.of()));

    assertThat(body(plan, "e", 1, new Frame("m", 1, 2, 1))).isEqualTo("z-z");
    assertThat(body(plan, "e", 2, new Frame("m", 1, 0, 2))).isEqualTo("x-x");

    assertThat(leave(plan, "m", List.of(2, 0, 1), Map.of()))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .satisfiesExactly(
            x -> assertThat(x.toString()).contains("x-x"),
            y -> assertThat(y).isNull(),
            z -> assertThat(z.toString()).contains("z-z"));
    assertThat(
            plans.read(
                "select string_agg(state || scope || coalesce(item::text, '-'), ' ' order by scope)"
                    + " from step where plan_id = ? and step_id = 'e'",
                plan.value()))
        .isEqualTo("PENDING0- COMPLETED12 COMPLETED20");
    assertThat(
            plans.read("select state from step where plan_id = ? and step_id = 'm'", plan.value()))
        .isEqualTo("COMPLETED");
  }

  /** However often and in whatever order containers are entered. */
  @Test
  void numbersInstancesOnce() {
    PlanId plan =
        plans.open(
            null,
            map("['x', 'y']", null, echo("e", "x")),
            new LoopStep("l", NewPlans.options(), echo("t", "x"), "false", 7));

    assertThat(enter(plan, "m", 1, null).base()).isZero();
    assertThat(enter(plan, "l", 1, null).base()).isEqualTo(2);
    assertThat(enter(plan, "m", 2, null).base()).isEqualTo(9);
    assertThat(enter(plan, "m", 2, null).base()).isEqualTo(9);
    assertThat(enter(plan, "l", 1, null).base()).isEqualTo(2);
  }

  @Test
  void refusesWhatIsNoListOrTooLong() {
    PlanId none = plans.open(null, map("input.topic", null, echo("e", "x")));
    assertThatThrownBy(() -> enter(none, "m", 1, null))
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure ->
                assertThat(failure.getOriginalMessage()).contains("/steps/0/over", "no list"));
    PlanId deep = plans.open(null, map("[[1, 2], [3]]", null, echo("e", "{{ item }}")));
    assertThat(enter(deep, "m", 1, null).count()).isEqualTo(2);
    assertThat(body(deep, "e", 1, new Frame("m", 1, 0, 1))).isEqualTo(List.of(1L, 2L));
  }

  @Test
  void keepsWhatWasDoneForTheSameItem() {
    PlanId plan = plans.open(null, map("['x', 'y']", null, echo("e", "{{ item }}")));
    enter(plan, "m", 1, null);
    body(plan, "e", 1, new Frame("m", 1, 1, 7));

    Entered again = enter(plan, "m", 2, 1);
    assertThat(again.instances()).hasSize(1);
    Entered.Instance kept = again.instances().getFirst();
    assertThat(kept.index()).isEqualTo(1);
    assertThat(kept.scope()).isEqualTo(7);
    assertThat(kept.steps()).extracting(PriorStep::state).containsExactly(StepState.COMPLETED);
    assertThat(enter(plan, "m", 3, null).instances()).isEmpty();
    assertThat(enter(plan, "m", 2, 2).instances()).hasSize(1);
  }

  @Test
  void givesASubplanItsOwnInputAndNothingElse() {
    var inner = echo("inner", "{{ input.letter }}");
    var subplan =
        new SubplanStep(
            "s",
            NewPlans.options(),
            Map.of("letter", "{{ item }}!"),
            List.of(inner, echo("last", "{{ steps.inner.output.body }}", "inner")),
            "{{ steps.last.output.body }}");
    PlanId plan = plans.open(null, map("['x', 'y']", null, subplan));
    enter(plan, "m", 1, null);
    Frame item = new Frame("m", 1, 1, 1);
    assertThat(enter(plan, "s", 1, null, item).count()).isEqualTo(1);
    Frame own = new Frame("s", 1, 0, 2);

    assertThat(body(plan, "inner", 1, own)).isEqualTo("y!");
    AttemptResult last =
        calls.echo(
            new CallTool(
                TestPlans.TENANT,
                new AttemptKey(plan, "last", 1, 0, 1),
                1,
                "echo",
                Map.of("inner", 1),
                List.of(own),
                Duration.ofSeconds(3)));
    assertThat(last.output().value().toString()).contains("y!");
    assertThat(leave(plan, "s", List.of(), Map.of("inner", 1, "last", 1), item, own))
        .isEqualTo("y!");
  }

  @Test
  void countsTurnsAndYieldsTheLast() {
    PlanId plan =
        plans.open(
            null,
            new LoopStep("l", NewPlans.options(), echo("e", "turn {{ turn }}"), "turn == 2", 5));
    assertThat(enter(plan, "l", 1, null)).isEqualTo(new Entered(0, 0, List.of()));
    body(plan, "e", 1, new Frame("l", 1, 1, 1));
    assertThat(body(plan, "e", 2, new Frame("l", 1, 2, 2))).isEqualTo("turn 2");

    assertThat(leave(plan, "l", List.of(), Map.of("e", 2)).toString()).contains("turn 2");
    assertThat(enter(plan, "l", 1, 1).instances())
        .extracting(Entered.Instance::index)
        .containsExactly(1, 2);
  }
}
