package dev.cadre.workflows.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.SubplanStep;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamesTest {

  private static final Step INNERMOST = Graphs.agent("a");

  @Test
  void knowsInputAndStepsEverywhere() {
    assertThat(Names.of(List.of())).containsExactlyInAnyOrder("input", "steps");
  }

  @Test
  void addsTheItemAndItsSecondName() {
    assertThat(Names.of(List.of(map("m", null))))
        .containsExactlyInAnyOrder("input", "steps", "item");
    assertThat(Names.of(List.of(map("m", "page"), map("n", "word"))))
        .containsExactlyInAnyOrder("input", "steps", "item", "page", "word");
  }

  @Test
  void addsTheTurn() {
    assertThat(Names.of(List.of(map("m", "page"), loop("l"))))
        .containsExactlyInAnyOrder("input", "steps", "item", "page", "turn");
  }

  @Test
  void hidesEverythingInASubplan() {
    assertThat(Names.of(List.of(map("m", "page"), loop("l"), subplan("s"))))
        .containsExactlyInAnyOrder("input", "steps");
    assertThat(Names.of(List.of(map("m", "page"), subplan("s"), loop("l"))))
        .containsExactlyInAnyOrder("input", "steps", "turn");
  }

  @Test
  void refusesWhatHoldsNoSteps() {
    assertThatThrownBy(() -> Names.of(List.of(INNERMOST)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Step map(String id, String as) {
    return new MapStep(id, Graphs.after(), "input.list", as, 1, INNERMOST);
  }

  private static Step loop(String id) {
    return new LoopStep(id, Graphs.after(), INNERMOST, "turn > 2", 3);
  }

  private static Step subplan(String id) {
    return new SubplanStep(id, Graphs.after(), Map.of(), List.of(INNERMOST), null);
  }
}
