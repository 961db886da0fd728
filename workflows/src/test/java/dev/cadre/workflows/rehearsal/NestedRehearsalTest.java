package dev.cadre.workflows.rehearsal;

import static dev.cadre.workflows.rehearsal.Plays.line;
import static dev.cadre.workflows.rehearsal.Plays.run;
import static dev.cadre.workflows.rehearsal.Plays.states;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.plan.PlanStatus;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Maps, loops and subplans. */
class NestedRehearsalTest {

  private static final String MAP =
      """
      input: { list: [a, b, c] }
      steps:
        - { id: m, kind: map, over: input.list, as: word, concurrency: 2,
            step: { id: n, kind: agent, agent: w, prompt: "{{ word + item }}", onFailure: %s } }
        - { id: z, kind: agent, agent: w, dependsOn: [m], prompt: "{{ steps.m.output }}" }
      """;

  private static final String LOOP =
      """
      steps:
        - { id: l, kind: loop, max: 4, until: "steps.n.output == 'good'",
            step: { id: n, kind: agent, agent: w, prompt: "{{ turn == 1 ? 'first' : steps.n.output + '!' }}" } }
      """;

  @Test
  void mapsInTheOrderOfTheItems() {
    Rehearsed end = run(MAP.formatted("fail"), "items: { n: [x, y] }\noutputs: { n: rest }");

    assertThat(line(end, "m").output()).isEqualTo(List.of("x", "y", "rest"));
    assertThat(states(end))
        .containsExactly(
            "m COMPLETED", "n[0] COMPLETED", "n[1] COMPLETED", "n[2] COMPLETED", "z COMPLETED");
    assertThat(end.steps()).extracting(Rehearsed.Line::item).containsExactly(null, 0, 1, 2, null);
    assertThat(end.order()).containsExactly("n", "n", "n", "m", "z");
  }

  @Test
  void leavesNullForAnItemThatMayFail() {
    Rehearsed end = run(MAP.formatted("continue"), "failures: { n: QUALITY }");

    assertThat(end.status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(line(end, "m").output()).isEqualTo(Arrays.asList(null, null, null));
  }

  @Test
  void failsAMapByAnItemAndBeginsNoOther() {
    Rehearsed end = run(MAP.formatted("fail"), "failures: { n: QUALITY }");

    assertThat(end.step()).isEqualTo("m");
    assertThat(end.message()).startsWith("item 0: n: ");
    assertThat(states(end))
        .containsExactly(
            "m FAILED STEP_FAILED", "n[0] FAILED QUALITY", "n[1] FAILED QUALITY", "z CANCELLED");
  }

  @Test
  void mapsNothing() {
    assertThat(line(run(MAP.formatted("fail").replace("[a, b, c]", "[]")), "m").output())
        .isEqualTo(List.of());
  }

  @Test
  void failsAMapOverNoList() {
    Rehearsed end = run(MAP.formatted("fail").replace("[a, b, c]", "text"));

    assertThat(states(end)).containsExactly("m FAILED EXPRESSION_ERROR", "z CANCELLED");
    assertThat(end.message()).startsWith("/steps/0/over: ");
  }

  @Test
  void turnsUntilItIsGood() {
    Rehearsed end = run(LOOP, "items: { n: [bad, good, never] }");

    assertThat(states(end)).containsExactly("l COMPLETED", "n[1] COMPLETED", "n[2] COMPLETED");
    assertThat(line(end, "l").output()).isEqualTo("good");
  }

  @Test
  void endsALoopAtItsMost() {
    Rehearsed end = run(LOOP);

    assertThat(end.order()).containsExactly("n", "n", "n", "n", "l");
    assertThat(line(end, "l").output()).isEqualTo("output of n");
  }

  @Test
  void runsAGraphOfItsOwnForEachItem() {
    Rehearsed end =
        run(
            """
            input: { list: [1, 2] }
            steps:
              - id: m
                kind: map
                over: input.list
                step:
                  id: s
                  kind: subplan
                  input: { n: "{{ item * 10 }}" }
                  steps:
                    - { id: a, kind: tool, tool: echo, arguments: { body: "{{ input.n }}" } }
                    - { id: g, kind: gate, dependsOn: [a], title: Fine? }
                  result: "{{ input.n }}"
            """);

    assertThat(line(end, "m").output()).isEqualTo(List.of(10L, 20L));
    assertThat(states(end))
        .containsExactly(
            "m COMPLETED",
            "s[0] COMPLETED",
            "a[0, 0] COMPLETED",
            "g[0, 0] COMPLETED",
            "s[1] COMPLETED",
            "a[1, 0] COMPLETED",
            "g[1, 0] COMPLETED");
  }

  @Test
  void rejectsWhatIsAround() {
    Rehearsed end =
        run(
            """
            steps:
              - { id: s, kind: subplan, steps: [{ id: g, kind: gate, title: Fine? }, { id: a, kind: agent, agent: w, prompt: A, dependsOn: [g] }] }
              - { id: z, kind: agent, agent: w, prompt: Z, dependsOn: [s] }
            """,
            "decisions: { g: REJECT }");

    assertThat(end.reason()).isEqualTo("REJECTED");
    assertThat(states(end))
        .containsExactly(
            "s FAILED REJECTED", "g[0] FAILED REJECTED", "a[0] SKIPPED REJECTED", "z CANCELLED");
  }

  @Test
  void stopsWhatIsInsideWhenThePlanFails() {
    Rehearsed end =
        run(
            """
            steps:
              - { id: bad, kind: agent, agent: w, prompt: B }
              - { id: s, kind: subplan, steps: [{ id: a, kind: agent, agent: w, prompt: A }, { id: b, kind: agent, agent: w, prompt: B, dependsOn: [a] }] }
            """,
            "failures: { bad: AUTH }");

    assertThat(states(end))
        .containsExactly("bad FAILED AUTH", "s CANCELLED", "a[0] COMPLETED", "b[0] CANCELLED");
  }

  @Test
  void failsAContainerThatIsToldToWithoutOpeningIt() {
    Rehearsed end = run(LOOP, "failures: { l: TIMEOUT }");

    assertThat(states(end)).containsExactly("l FAILED TIMEOUT");
  }

  @Test
  void refusesMoreStepsThanItTakes() {
    String plan =
        """
        steps:
          - id: m
            kind: map
            over: "[1,2,3,4,5,6,7,8,9,10].map(a, a)"
            step:
              id: l
              kind: loop
              max: 1000
              until: "false"
              step: { id: s, kind: subplan, steps: [{ id: a, kind: agent, agent: w, prompt: A }] }
        """;

    assertThat(run(plan.replace("1000", "900")).status()).isEqualTo(PlanStatus.COMPLETED);
    assertThatThrownBy(() -> run(plan))
        .isInstanceOf(RehearsalTooLarge.class)
        .hasMessageContaining("20,000 steps");
  }
}
