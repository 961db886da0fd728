package dev.cadre.workflows.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.Execution;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.step.SubplanStep;
import dev.cadre.workflows.step.WaitStep;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;

class ContainerReaderTest {

  private static final String AGENT = "{ id: a, kind: agent, agent: writer, prompt: Hi }";

  @Test
  void readsEveryFieldOfAMap() {
    MapStep map =
        (MapStep)
            step(
                """
                { id: m, kind: map, over: "{{ input.pages }}", as: page, concurrency: 500,
                  when: input.n > 0, timeout: PT1H, onFailure: skip,
                  step: { id: a, kind: agent, agent: writer, prompt: "{{ page }}", onFailure: continue } }
                """);

    assertThat(map.over()).isEqualTo("{{ input.pages }}");
    assertThat(map.as()).isEqualTo("page");
    assertThat(map.concurrency()).isEqualTo(500);
    assertThat(map.options().when()).isEqualTo("input.n > 0");
    assertThat(map.options().timeout()).isEqualTo(Duration.ofHours(1));
    assertThat(map.options().onFailure().mode()).isEqualTo(OnFailure.Mode.SKIP);
    assertThat(map.step()).isInstanceOf(AgentStep.class);
    assertThat(map.step().options().onFailure().mode()).isEqualTo(OnFailure.Mode.CONTINUE);
  }

  @Test
  void fillsInTheDefaultsOfContainers() {
    MapStep map = (MapStep) step("{ id: m, kind: map, over: input, step: " + AGENT + " }");
    LoopStep loop = (LoopStep) step("{ id: l, kind: loop, until: false, step: " + AGENT + " }");
    SubplanStep subplan = (SubplanStep) step("{ id: s, kind: subplan, steps: [" + AGENT + "] }");

    assertThat(map.as()).isNull();
    assertThat(map.concurrency()).isEqualTo(20);
    assertThat(loop.until()).isEqualTo("false");
    assertThat(loop.max()).isEqualTo(10);
    assertThat(subplan.input()).isEmpty();
    assertThat(subplan.result()).isNull();
    assertThat(List.of(map, loop, subplan))
        .allSatisfy(step -> {
          assertThat(step.options().timeout()).isEqualTo(StepOptions.NO_TIMEOUT);
          assertThat(step.options().onFailure()).isEqualTo(OnFailure.FAIL);
          assertThat(step.options().execution()).isEqualTo(Execution.INLINE);
          assertThat(step.nested())
              .singleElement()
              .satisfies(nested ->
                  assertThat(nested.options().timeout()).isEqualTo(StepOptions.DEFAULT_TIMEOUT));
        });
  }

  @Test
  void readsASubplanAsAGraphOfItsOwn() {
    SubplanStep subplan =
        (SubplanStep)
            step(
                """
                { id: s, kind: subplan, input: { a: "{{ input.b }}" }, result: ["{{ steps.x.output }}"], steps: [
                  { id: c, kind: choice, when: input.a > 1, then: [x], else: [y] },
                  { id: x, kind: wait, signal: go, dependsOn: [z], onFailure: z2 },
                  { id: y, kind: loop, until: true, step: { id: n, kind: gate, title: "Fine?" } },
                  { id: z, kind: wait, for: PT1S }, { id: z2, kind: wait, for: PT1S } ] }
                """);

    assertThat(subplan.input()).isEqualTo(Map.of("a", "{{ input.b }}"));
    assertThat(subplan.result()).isEqualTo(List.of("{{ steps.x.output }}"));
    assertThat(subplan.steps().get(1).options().dependsOn()).containsExactly("z", "c");
    assertThat(subplan.steps().get(1).options().onFailure().step()).isEqualTo("z2");
    assertThat(subplan.steps().get(2).options().dependsOn()).containsExactly("c");
  }

  @Test
  void showsNothingAtANestedGateThatDoesNotSay() {
    LoopStep loop =
        (LoopStep)
            step("{ id: l, kind: loop, until: true, step: { id: g, kind: gate, title: Go? } }");

    assertThat(((GateStep) loop.step()).show()).isEmpty();
  }

  @Test
  void readsTheThreeWaysToWait() {
    assertThat(step("{ id: w, kind: wait, for: PT72H }"))
        .isEqualTo(new WaitStep("w", unlimited(), Duration.ofDays(3), null, null));
    assertThat(step("{ id: w, kind: wait, until: '2030-01-31T09:00:00+01:00' }"))
        .isEqualTo(new WaitStep("w", unlimited(), null, "2030-01-31T09:00:00+01:00", null));
    assertThat(step("{ id: w, kind: wait, until: '{{ input.day }}T09:00:00Z' }"))
        .isEqualTo(new WaitStep("w", unlimited(), null, "{{ input.day }}T09:00:00Z", null));
    assertThat(step("{ id: w, kind: wait, signal: paid-1 }"))
        .isEqualTo(new WaitStep("w", unlimited(), null, null, "paid-1"));
  }

  @Test
  void limitsWhatCallsInline() {
    StepOptions agent =
        step("{ id: a, kind: agent, agent: writer, prompt: Hi, execution: inline }").options();
    StepOptions tool =
        step("{ id: t, kind: tool, tool: echo, execution: inline, timeout: PT2S }").options();
    StepOptions join =
        step("{ id: j, kind: aggregate, strategy: concat, of: [j], execution: inline }").options();

    assertThat(agent.execution()).isEqualTo(Execution.INLINE);
    assertThat(agent.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(agent.attemptTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(tool.timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(tool.attemptTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(join.timeout()).isEqualTo(StepOptions.DEFAULT_TIMEOUT);
  }

  @Test
  void takesEightContainersAroundAStep() {
    assertThat(read(nested(8)).problems()).isEmpty();
    assertThat(read(nested(9)).problems())
        .extracting(Problem::code)
        .containsExactly(Problem.Code.LIMIT_EXCEEDED);
  }

  private static String nested(int containers) {
    String step = AGENT;
    for (int i = 0; i < containers; i++) {
      step = "{ id: c" + i + ", kind: loop, until: true, step: " + step + " }";
    }
    return step;
  }

  private static StepOptions unlimited() {
    return step("{ id: w, kind: wait, for: PT1S }").options();
  }

  private static Step step(String yaml) {
    return read(yaml).plan().steps().getFirst();
  }

  private static PlanReader.Reading read(String step) {
    return PlanReader.read(
        new YAMLMapper().readValue("{ name: p, steps: [" + step + "] }", Object.class));
  }
}
