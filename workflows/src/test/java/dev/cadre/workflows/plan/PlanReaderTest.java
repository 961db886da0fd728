package dev.cadre.workflows.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.budget.Budget;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.Execution;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Retry;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.step.ToolStep;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;

class PlanReaderTest {

  @Test
  void fillsInTheDefaults() {
    Plan plan =
        read("""
        name: small
        steps:
          - { id: a, kind: agent, agent: copywriter, prompt: Hi }
          - { id: t, kind: tool, tool: echo, dependsOn: [a] }
          - { id: s, kind: aggregate, strategy: concat, dependsOn: [a, t] }
          - { id: g, kind: gate, title: Go?, dependsOn: [s] }
        """)
            .plan();

    StepOptions visible =
        new StepOptions(
            List.of(),
            null,
            Duration.ofMinutes(10),
            Duration.ofSeconds(60),
            Retry.ONCE,
            OnFailure.FAIL,
            Execution.VISIBLE);
    assertThat(plan)
        .isEqualTo(
            new Plan(
                "small",
                null,
                PlanType.OTHER,
                Priority.NORMAL,
                List.of(),
                null,
                List.of(
                    new AgentStep("a", visible, "copywriter", "Hi", List.of(), null, null),
                    new ToolStep("t", on(visible, false, "a"), "echo", Map.of(), false),
                    new AggregateStep(
                        "s",
                        on(visible, true, "a", "t"),
                        List.of("a", "t"),
                        AggregateStep.Strategy.CONCAT,
                        "\n\n",
                        null,
                        null,
                        List.of()),
                    new GateStep(
                        "g", on(visible, true, "s"), "Go?", List.of("s"), Audience.DEFAULT, null)),
                null));
  }

  @Test
  void readsEveryField() {
    PlanReader.Reading reading =
        read(
            """
            name: large
            goal: All of it
            type: bugfix
            priority: urgent
            labels: [one, two.2]
            input: { topic: tea, n: 1 }
            budget: { limit: "0.50", currency: USD, onLimit: fail }
            steps:
              - id: a
                kind: agent
                agent: copywriter
                prompt: "About {{ input.topic }}"
                route: [openai, local]
                output: { schema: { type: object } }
                maxTokens: 100
                when: input.n > 0
                timeout: PT5M
                attemptTimeout: PT10S
                retry: { maxTries: 3, backoff: PT1S }
                onFailure: b
                execution: visible
              - { id: b, kind: tool, tool: echo, arguments: { body: "{{ 1 }}" }, repeatable: true }
              - { id: p, kind: aggregate, strategy: pick_best, of: [a], dependsOn: [a], by: item.x }
              - id: g
                kind: gate
                title: Go?
                dependsOn: [p]
                show: [a]
                audience: { roles: [legal], quorum: 2, fourEyes: false }
                deadline: PT24H
                onDeadline: reject
                onFailure: fail
            result: { text: "{{ steps.a.output }}" }
            """);
    Plan plan = reading.plan();

    assertThat(reading.input()).isEqualTo(Map.of("topic", "tea", "n", 1));
    assertThat(plan.budget())
        .isEqualTo(new Budget(new BigDecimal("0.50"), "USD", Budget.OnLimit.FAIL));
    assertThat(plan.priority()).isEqualTo(Priority.URGENT);
    assertThat(plan.type()).isEqualTo(PlanType.BUGFIX);
    AgentStep a = (AgentStep) plan.steps().getFirst();
    assertThat(a.schema()).isEqualTo(Map.of("type", "object"));
    assertThat(a.options())
        .isEqualTo(
            new StepOptions(
                List.of(),
                "input.n > 0",
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                new Retry(3, Duration.ofSeconds(1)),
                new OnFailure(OnFailure.Mode.RUN, "b"),
                Execution.VISIBLE));
    assertThat(((GateStep) plan.steps().get(3)).audience())
        .isEqualTo(new Audience(java.util.Set.of("legal"), 2, false));
    assertThat(plan.result()).isEqualTo(Map.of("text", "{{ steps.a.output }}"));
  }

  @Test
  void addsTheChoiceToItsBranches() {
    Plan plan =
        read("""
        name: branches
        steps:
          - { id: x, kind: tool, tool: echo, dependsOn: [z] }
          - { id: y, kind: tool, tool: echo, dependsOn: [c] }
          - { id: z, kind: tool, tool: echo }
          - { id: c, kind: choice, when: true, then: [x], else: [y] }
        """)
            .plan();

    assertThat(plan.steps().get(0).options().dependsOn()).containsExactly("z", "c");
    assertThat(plan.steps().get(1).options().dependsOn()).containsExactly("c");
    assertThat(((ChoiceStep) plan.steps().get(3)).condition()).isEqualTo("true");
  }

  @Test
  void takesThePriorityOfImportedPlans() {
    for (Priority priority : Priority.values()) {
      Plan plan =
          read("{ name: p, priority: "
                  + (priority.ordinal() + 1)
                  + ", steps: [{ id: a, kind: tool, tool: echo }] }")
              .plan();
      assertThat(plan.priority()).isEqualTo(priority);
    }
  }

  @Test
  void shortensTheAttemptToTheStep() {
    Plan plan =
        read("{ name: p, steps: [{ id: a, kind: tool, tool: echo, timeout: PT5S }] }").plan();

    assertThat(plan.steps().getFirst().options().attemptTimeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void saysWhatWasMeant() {
    PlanReader.Reading reading =
        read(
            """
            name: typo
            steps:
              - { id: a, kind: gates, title: "Fine?" }
              - { id: b, kind: agent, agent: copywriter, prompt: "Hello.", attemptTimeout: 3m }
            """);

    assertThat(reading.problems())
        .extracting(Problem::message)
        .containsExactly(
            "This kind is unknown; did you mean \"gate\"?",
            "`attemptTimeout` is no ISO 8601 duration; write one such as PT60S or PT3M.");
  }

  @Test
  void givesNoPlanWithProblems() {
    PlanReader.Reading reading = read("{ name: p }");

    assertThat(reading.problems()).hasSize(1);
    assertThatThrownBy(reading::plan).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void keepsTheListOfProblemsReadable() {
    StringBuilder plan = new StringBuilder("{ name: p, steps: [], ");
    for (int i = 0; i < 5_000; i++) {
      plan.append("f").append(i).append(": 1, ");
    }

    List<Problem> problems = read(plan + "y: 1 }").problems();

    assertThat(problems).hasSize(1_001);
    assertThat(problems.getLast().code()).isEqualTo(Problem.Code.LIMIT_EXCEEDED);
  }

  private static StepOptions on(StepOptions options, boolean inline, String... dependsOn) {
    return new StepOptions(
        List.of(dependsOn),
        options.when(),
        options.timeout(),
        options.attemptTimeout(),
        options.retry(),
        options.onFailure(),
        inline ? Execution.INLINE : Execution.VISIBLE);
  }

  private static PlanReader.Reading read(String yaml) {
    return PlanReader.read(new YAMLMapper().readValue(yaml, Object.class));
  }
}
