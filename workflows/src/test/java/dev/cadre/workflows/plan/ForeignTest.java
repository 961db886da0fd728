package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.unlimited;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.SubplanStep;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose words a variable may hold. */
class ForeignTest {

  private static MapStep map(String over) {
    return new MapStep("m", unlimited(), over, "word", 1, agent("x"));
  }

  private static SubplanStep subplan(String text) {
    return new SubplanStep("s", unlimited(), Map.of("text", text), List.of(agent("x")), null);
  }

  @Test
  void trustsWhatIsMadeOfTheInputAlone() throws ExpressionException {
    assertThat(Foreign.in(List.of())).isEmpty();
    assertThat(Foreign.in(List.of(map("input.words")))).isEmpty();
    assertThat(Foreign.in(List.of(map("input.words"), subplan("{{ word }}")))).isEmpty();
  }

  @Test
  void doubtsWhatIsMadeOfOutputs() throws ExpressionException {
    assertThat(Foreign.in(List.of(map("steps.find.output")))).containsOnly("item", "word");
    assertThat(Foreign.in(List.of(subplan("{{ steps.find.output }}")))).containsOnly("input");
  }

  @Test
  void handsTheDoubtOn() throws ExpressionException {
    assertThat(Foreign.in(List.of(map("steps.find.output"), subplan("{{ item }}"))))
        .containsOnly("input");
    assertThat(Foreign.in(List.of(subplan("{{ steps.a.output }}"), map("input.text"))))
        .containsOnly("input", "item", "word");
    assertThat(Foreign.in(List.of(map("steps.find.output"), map("input.list")))).isEmpty();
  }
}
