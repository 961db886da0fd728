package dev.cadre.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.bench.plan.Mode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static final Figure FIGURE =
      new Figure(
          "sequence",
          Mode.VISIBLE,
          "start to close",
          "ms",
          Map.of(Figure.CADRE, List.of(110.0, 90.0, 130.0), Figure.BARE, List.of(100.0, 100.0)),
          Bar.ratio(1.15),
          null);

  @Test
  void takesTheMedian() {
    assertThat(Spread.of(List.of(9.0, 1.0, 5.0))).isEqualTo(new Spread(5, 1, 9));
    assertThat(Spread.of(List.of(4.0, 1.0))).isEqualTo(new Spread(2.5, 1, 4));
  }

  @Test
  void showsMediansTheirRatioAndWhetherItIsKept() {
    String text = new Report(Map.of(), List.of(FIGURE)).text();

    assertThat(text.lines().toList().get(1))
        .matches(
            "sequence +visible +start to close +ms +110 \\(90.0-130\\) +100 +1.10 +<= 1.15 kept");
  }

  @Test
  void saysWhyThereIsNoFigure() {
    var missing = Figure.missing("burst", Mode.INLINE, "not available: NOT_YET_AVAILABLE");

    assertThat(new Report(Map.of(), List.of(missing)).text())
        .contains("not available: NOT_YET_AVAILABLE");
  }

  @Test
  void keepsEverySample() {
    assertThat(new Report(Map.of("processors", 2), List.of(FIGURE)).json())
        .contains("\"processors\" : 2", "130.0", "\"kept\" : true");
  }
}
