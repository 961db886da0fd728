package dev.cadre.activities.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.workflows.plan.EvaluateCondition;
import dev.cadre.workflows.plan.PlanEnd;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.CallTool;
import dev.cadre.workflows.step.ToolStep;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps that call otherwise than an agent does: judges, tools, conditions. */
@Timeout(60)
class StepKindsIT extends AttemptFixture {

  @Test
  void letsAJudgePickByNumberOnly() {
    PlanId plan =
        plans.open(
            null,
            agent("a", "One"),
            agent("b", "Two"),
            new AggregateStep(
                "best",
                NewPlans.options("a", "b"),
                List.of("a", "b"),
                AggregateStep.Strategy.PICK_BEST,
                "",
                null,
                "judge",
                List.of()));
    Calls calls = calls();
    client = request -> answer("first text");
    calls.model(call(plan, "a", Map.of()));
    client = request -> answer("second text");
    calls.model(call(plan, "b", Map.of()));
    client = request -> answer("The best is 2.");
    ApplicationFailure failure =
        failure(() -> calls.model(call(plan, "best", Map.of("a", 1, "b", 1))));
    assertThat(failure.getType()).isEqualTo("MALFORMED");
    client = request -> answer(" 2\n");
    AttemptResult picked =
        calls.model(
            call(plan, "best", Map.of("a", 1, "b", 1), new AttemptKey(plan, "best", 1, 0, 2)));
    assertThat(picked.pickedFrom()).isEqualTo("b");
    assertThat(picked.output().value()).isEqualTo("second text");
  }

  @Test
  void callsAToolWithRenderedArguments() {
    PlanId plan =
        plans.open(
            null,
            new ToolStep(
                "say",
                NewPlans.options(),
                "echo",
                Map.of("body", Map.of("about", "{{ input.topic }}")),
                false));
    AttemptResult result =
        calls()
            .echo(
                new CallTool(
                    TestPlans.TENANT,
                    new AttemptKey(plan, "say", 1, 0, 1),
                    1,
                    "echo",
                    Map.of(),
                    List.of(),
                    Duration.ofSeconds(3)));
    assertThat(result.output().value())
        .isEqualTo(Map.of("status", 200L, "headers", Map.of(), "body", Map.of("about", "tea")));
  }

  @Test
  void evaluatesConditionsOutsideTheWorkflowAndFailsAResultThatErrs() {
    PlanId plan = plans.open("{{ steps.draft.output.none }}", agent("draft", "Hello"));
    calls().model(call(plan, "draft", Map.of()));
    assertThat(
            plans.book.evaluate(
                new EvaluateCondition(
                    TestPlans.TENANT,
                    plan,
                    1,
                    "steps.draft.output.contains('leaf') && input.topic == 'tea'",
                    "/steps/1/when",
                    Map.of("draft", 1),
                    List.of())))
        .isTrue();
    PlanEnd end = plans.complete(plan, Map.of("draft", 1));
    assertThat(end.status()).isEqualTo(PlanStatus.FAILED);
    assertThat(end.reason()).isEqualTo("EXPRESSION_ERROR");
  }
}
