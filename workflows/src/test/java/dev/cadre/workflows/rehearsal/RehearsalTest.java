package dev.cadre.workflows.rehearsal;

import static dev.cadre.workflows.rehearsal.Plays.line;
import static dev.cadre.workflows.rehearsal.Plays.run;
import static dev.cadre.workflows.rehearsal.Plays.states;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.expression.WorkTime;
import dev.cadre.workflows.plan.PlanStatus;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Steps that hold no others, and what follows from their ends. */
class RehearsalTest {

  private static final String TWO =
      """
      steps:
        - { id: a, kind: agent, agent: w, prompt: "On {{ input.x }}" }
        - { id: b, kind: tool, tool: http-get, dependsOn: [a], arguments: { url: "{{ steps.a.output }}" } }
      input: { x: tea }
      """;

  @Test
  void makesUpWhatNothingIsSaidAbout() {
    Rehearsed end = run(TWO);

    assertThat(end.status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(end.order()).containsExactly("a", "b");
    assertThat(line(end, "a").output()).isEqualTo("output of a");
    assertThat(line(end, "b").output()).hasToString("{status=200, headers={}, body=null}");
    assertThat(end.steps()).allMatch(Rehearsed.Line::sampled);
    assertThat(end.result()).isEqualTo(Map.of("b", line(end, "b").output()));
  }

  @Test
  void takesWhatIsSaid() {
    Rehearsed end =
        run(
            TWO + "result: '{{ steps.b.output.body.n + 1 }}'",
            "outputs: { a: hello, b: { body: { n: 2 } } }");

    assertThat(line(end, "a").output()).isEqualTo("hello");
    assertThat(end.steps()).noneMatch(Rehearsed.Line::sampled);
    assertThat(end.result()).isEqualTo(3L);
  }

  @Test
  void samplesASchema() {
    Rehearsed end =
        run(
            """
            steps:
              - { id: a, kind: agent, agent: w, prompt: Go, output: { schema: { type: object, required: [n, s],
                  properties: { n: { type: integer, minimum: 3 }, s: { enum: [x, y] } } } } }
              - { id: c, kind: choice, dependsOn: [a], when: "steps.a.output.n == 3 && steps.a.output.s == 'x'", then: [t], else: [e] }
              - { id: t, kind: agent, agent: w, prompt: T }
              - { id: e, kind: agent, agent: w, prompt: E }
            """);

    assertThat(line(end, "a").output()).isEqualTo(Map.of("n", 3L, "s", "x"));
    assertThat(states(end)).contains("t COMPLETED", "e SKIPPED NOT_TAKEN");
  }

  @Test
  void goesOnWithoutAStepWhoseConditionIsFalse() {
    Rehearsed end =
        run(
            """
            input: { n: 1 }
            steps:
              - { id: a, kind: agent, agent: w, prompt: A, when: input.n > 1 }
              - { id: j, kind: aggregate, strategy: concat, dependsOn: [a, b] }
              - { id: b, kind: agent, agent: w, prompt: B }
            """);

    assertThat(states(end))
        .containsExactly("a SKIPPED CONDITION_FALSE", "j COMPLETED", "b COMPLETED");
    assertThat(line(end, "j").output()).isEqualTo("output of b");
    assertThat(line(end, "j").sampled()).isFalse();
  }

  @Test
  void picksTheBest() {
    String plan =
        """
        steps:
          - { id: a, kind: agent, agent: w, prompt: A }
          - { id: b, kind: agent, agent: w, prompt: B }
          - { id: longest, kind: aggregate, strategy: pick_best, dependsOn: [a, b], by: size(item) }
          - { id: judged, kind: aggregate, strategy: pick_best, dependsOn: [a, b], agent: judge }
          - { id: sum, kind: aggregate, strategy: summarize, dependsOn: [a, b], agent: w }
        """;
    Rehearsed end = run(plan, "outputs: { a: short, b: longer than that }");

    assertThat(line(end, "longest").output()).isEqualTo("longer than that");
    assertThat(line(end, "judged").output()).isEqualTo("short");
    assertThat(line(end, "judged").sampled()).isTrue();
    assertThat(line(end, "sum").output()).isEqualTo("output of sum");
  }

  @Test
  void leavesRunningStepsToTheirEndWhenThePlanFails() {
    Rehearsed end =
        run(
            """
            steps:
              - { id: a, kind: agent, agent: w, prompt: A }
              - { id: b, kind: agent, agent: w, prompt: B }
              - { id: g, kind: gate, title: Fine? }
              - { id: c, kind: agent, agent: w, prompt: C, dependsOn: [b] }
            """,
            "failures: { a: QUALITY }");

    assertThat(end.status()).isEqualTo(PlanStatus.FAILED);
    assertThat(end.reason()).isEqualTo("STEP_FAILED");
    assertThat(end.step()).isEqualTo("a");
    assertThat(end.result()).isNull();
    assertThat(states(end))
        .containsExactly("a FAILED QUALITY", "b COMPLETED", "g CANCELLED", "c CANCELLED");
  }

  @Test
  void callsAStandIn() {
    String plan =
        """
        steps:
          - { id: a, kind: tool, tool: http-get, arguments: { url: u }, onFailure: r }
          - { id: r, kind: agent, agent: w, prompt: "Instead" }
          - { id: z, kind: agent, agent: w, dependsOn: [a, r], prompt: "{{ steps.r.output }}" }
        """;

    assertThat(states(run(plan)))
        .containsExactly("a COMPLETED", "r SKIPPED NOT_NEEDED", "z COMPLETED");
    assertThat(states(run(plan, "failures: { a: TOOL_FAILED }")))
        .containsExactly("a FAILED TOOL_FAILED", "r COMPLETED", "z COMPLETED");
  }

  @Test
  void decidesGates() {
    String plan =
        """
        steps:
          - { id: a, kind: agent, agent: w, prompt: A }
          - { id: g, kind: gate, dependsOn: [a], title: "Fine, {{ steps.a.output }}?" }
          - { id: z, kind: agent, agent: w, dependsOn: [g], prompt: "{{ steps.g.output.decision }}" }
        """;

    assertThat(states(run(plan))).containsExactly("a COMPLETED", "g COMPLETED", "z COMPLETED");
    Rehearsed rejected = run(plan, "decisions: { g: REJECT }");
    assertThat(rejected.reason()).isEqualTo("REJECTED");
    assertThat(states(rejected))
        .containsExactly("a COMPLETED", "g FAILED REJECTED", "z SKIPPED REJECTED");
  }

  @Test
  void waitsWithoutWaiting() {
    String plan =
        """
        steps:
          - { id: s, kind: wait, signal: paid, timeout: P14D, onFailure: r }
          - { id: r, kind: agent, agent: w, prompt: Remind }
          - { id: f, kind: wait, for: PT72H, dependsOn: [s] }
          - { id: u, kind: wait, until: "2030-03-01T00:00:00Z", dependsOn: [f] }
          - { id: late, kind: wait, for: PT2H, timeout: PT1H, onFailure: continue }
        """;
    Rehearsed end = run(plan, "signals: { paid: { sum: 3 } }");

    assertThat(line(end, "s").output())
        .isEqualTo(Map.of("at", "2030-01-01T00:00:00Z", "payload", Map.of("sum", 3L)));
    assertThat(line(end, "f").output()).isEqualTo(Map.of("at", "2030-01-04T00:00:00Z"));
    assertThat(line(end, "u").output()).isEqualTo(Map.of("at", "2030-03-01T00:00:00Z"));
    assertThat(states(end)).contains("r SKIPPED NOT_NEEDED", "late FAILED TIMEOUT");
    assertThat(line(run(plan), "s").sampled()).isTrue();
    assertThat(states(run(plan, "failures: { s: TIMEOUT }")))
        .contains("s FAILED TIMEOUT", "r COMPLETED");
  }

  @Test
  void failsAStepWhoseExpressionFails() {
    Rehearsed end = run(TWO, "outputs: { a: x }\nfailures: {}");
    assertThat(end.status()).isEqualTo(PlanStatus.COMPLETED);

    Rehearsed failed =
        run(
            """
            steps:
              - { id: a, kind: agent, agent: w, prompt: A }
              - { id: b, kind: agent, agent: w, dependsOn: [a], prompt: "{{ steps.a.output.field }}" }
            """);
    assertThat(states(failed)).containsExactly("a COMPLETED", "b FAILED EXPRESSION_ERROR");
    assertThat(line(failed, "b").message()).startsWith("/steps/1: ");
    assertThat(failed.step()).isEqualTo("b");
  }

  @Test
  void failsByAResultThatCannotBeMade() {
    Rehearsed end =
        run(
            "steps: [{ id: a, kind: agent, agent: w, prompt: A }]\nresult: '{{ steps.a.output + 1 }}'");

    assertThat(end.reason()).isEqualTo("EXPRESSION_ERROR");
    assertThat(end.step()).isNull();
    assertThat(end.message()).startsWith("/result: ");
    assertThat(states(end)).containsExactly("a COMPLETED");
  }

  @Test
  void endsWhenItsTimeIsOver() {
    AtomicInteger left = new AtomicInteger(3);

    assertThatThrownBy(() -> WorkTime.within(() -> left.getAndDecrement() == 0, () -> run(TWO)))
        .isInstanceOf(WorkTime.OverException.class);
  }

  @Test
  void keepsNoMoreThanIsAllowed() {
    var loop =
        Plays.plan(
            """
            steps: [{ id: l, kind: loop, max: 40, until: "false", step: { id: n, kind: agent, agent: w, prompt: A } }]
            """);
    var mocks = new Mocks(Map.of("n", "x".repeat(1 << 20)), Map.of(), Map.of(), Map.of(), Map.of());

    assertThatThrownBy(() -> Rehearsal.of(loop, Map.of(), mocks, Plays.START))
        .isInstanceOf(RehearsalTooLarge.class)
        .hasMessageContaining("32 MiB");
  }
}
