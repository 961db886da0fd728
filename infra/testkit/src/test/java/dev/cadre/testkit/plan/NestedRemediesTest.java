package dev.cadre.testkit.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.plan.PlanValidator;
import dev.cadre.workflows.plan.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What an author is told to do about a name that cannot be seen from where it stands. */
class NestedRemediesTest {

  @Test
  void namesTheContainerToReadInstead() {
    assertThat(
            messages(
                """
                - { id: m, kind: map, over: "['a']", step: { id: a, kind: wait, for: PT1S } }
                - { id: b, kind: agent, agent: copywriter, prompt: "{{ steps.a.output }}", dependsOn: [m, a] }
                """))
        .containsExactly(
            "Step `a` runs inside `m`; name `m` instead.",
            "Step `a` runs inside `m`; read `steps.m.output` instead.");
  }

  @Test
  void sendsToTheDependenciesOfTheContainer() {
    assertThat(
            messages(
                """
                - { id: a, kind: wait, for: PT1S }
                - { id: l, kind: loop, until: steps.a.output != null, step: { id: b, kind: wait, for: PT1S } }
                """))
        .containsExactly("Step `a` does not run before this one; add it to dependsOn of `l`.");
  }

  @Test
  void sendsToTheInputOfASubplan() {
    assertThat(
            messages(
                """
                - { id: a, kind: wait, for: PT1S }
                - { id: s, kind: subplan, dependsOn: [a], steps: [
                    { id: b, kind: agent, agent: copywriter, prompt: "{{ steps.a.output }}" } ] }
                - { id: m, kind: map, over: "['a']", step: { id: t, kind: subplan, steps: [
                    { id: c, kind: agent, agent: copywriter, prompt: "{{ item }}" } ] } }
                """))
        .containsExactly(
            "Step `a` does not stand beside this one; what a subplan needs of it comes by `input`.",
            "There is no `item` here (at column 1); it stands inside a map, and a subplan gets it by"
                + " `input` only.");
  }

  @Test
  void knowsWhatHasNotEnded() {
    assertThat(
            messages(
                """
                - { id: m, kind: map, over: steps.a.output, step: { id: a, kind: agent, agent: copywriter,
                    prompt: "{{ steps.a.output }}{{ steps.m.output }}" } }
                """))
        .containsExactly(
            "Step `a` runs inside `m`; only what stands inside can read it.",
            "Step `a` cannot read its own output; read one that runs before.",
            "Step `m` has not ended while its steps run; read one that runs before.");
  }

  @Test
  void showsHowAListIsWritten() {
    assertThat(
            messages(
                "- { id: m, kind: map, over: [a, b], step: { id: a, kind: wait, for: PT1S } }"))
        .containsExactly(
            "`over` is a list; write CEL that yields it, such as \"input.pages\" or \"['a', 'b']\".");
  }

  private static List<String> messages(String steps) {
    String plan = "name: p\nsteps:\n" + steps;
    return PlanValidator.validate(
            PlanReader.read(new YAMLMapper().readValue(plan, Object.class)),
            TestCatalogue.calling("local"))
        .stream()
        .map(Problem::message)
        .toList();
  }
}
