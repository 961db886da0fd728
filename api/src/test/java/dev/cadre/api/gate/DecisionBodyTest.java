package dev.cadre.api.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.workflows.gate.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecisionBodyTest {

  private static ApiProblem refusal(Object tree) {
    return catchThrowableOfType(ApiProblem.class, () -> DecisionBody.read(tree));
  }

  private static List<String> found(Object tree) {
    return refusal(tree).problems().stream().map(p -> p.code() + " " + p.pointer()).toList();
  }

  @Test
  void readsAWholeDecision() {
    DecisionBody body =
        DecisionBody.read(
            Map.of(
                "decision", "ADJUST", "digest", "d", "comment", "Shorter.", "steps", List.of("a")));

    assertThat(body.decision()).isEqualTo(Verdict.ADJUST);
    assertThat(body.comment()).isEqualTo("Shorter.");
    assertThat(body.steps()).containsExactly("a");
  }

  @Test
  void asksForTheDigest() {
    assertThat(refusal(Map.of("decision", "GO")).code()).isEqualTo("DIGEST_REQUIRED");
  }

  @Test
  void reportsEveryProblemWithItsPointer() {
    assertThat(found(Map.of("decision", "MAYBE", "a/b", 1, "comment", 2, "steps", List.of(3))))
        .containsExactlyInAnyOrder(
            "OUT_OF_RANGE /decision",
            "UNKNOWN_FIELD /a~1b",
            "WRONG_TYPE /comment",
            "WRONG_TYPE /steps/0");
    assertThat(found(List.of())).containsExactly("WRONG_TYPE ");
    assertThat(found(Map.of("digest", "d"))).containsExactly("MISSING_FIELD ");
  }

  @Test
  void wantsACommentOrAnOutputWithAdjustAndNeitherOutputNorStepsElse() {
    assertThat(found(Map.of("decision", "ADJUST", "digest", "d")))
        .containsExactly("MISSING_FIELD ");
    assertThat(found(Map.of("decision", "GO", "digest", "d", "output", "x")))
        .containsExactly("OUT_OF_RANGE /output");
  }

  @Test
  void refusesAnOutputOver256Kibibytes() {
    String large = "x".repeat(DecisionBody.MAX_OUTPUT);

    assertThat(found(Map.of("decision", "ADJUST", "digest", "d", "output", large)))
        .containsExactly("LIMIT_EXCEEDED /output");
  }
}
