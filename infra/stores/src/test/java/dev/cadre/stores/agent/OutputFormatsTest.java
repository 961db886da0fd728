package dev.cadre.stores.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.plan.JsonSchema;
import dev.cadre.workflows.agent.OutputFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutputFormatsTest {

  private static JsonSchema schema(String format) {
    return JsonSchema.of(OutputFormats.of(format).orElseThrow().schema()).orElseThrow();
  }

  @Test
  void saysOfEachWhatItIsAndHowItIsDrawn() {
    assertThat(OutputFormats.names())
        .contains("structured_json", "markdown_table", "chart_data", "summary_text");
    for (OutputFormat format : OutputFormats.all()) {
      assertThat(format.description()).hasSizeBetween(10, 200);
      assertThat(JsonSchema.of(format.schema())).isPresent();
      assertThat(format.renderer()).containsKey("type");
      assertThat(format.schema().get("type")).isIn("object", "string");
    }
  }

  @Test
  void hasAllThatTheCatalogueNames() {
    CatalogueSnapshot catalogue = CatalogueSnapshot.shipped(Set.of());
    assertThat(catalogue.agents())
        .allMatch(agent -> OutputFormats.of(String.valueOf(agent.output())).isPresent());
    assertThat(catalogue.tools())
        .allMatch(tool -> tool.format() == null || OutputFormats.of(tool.format()).isPresent());
  }

  @Test
  void takesAChartAndNothingElseForOne() {
    Map<String, Object> series = Map.of("name", "tea", "values", Arrays.asList(1, null, 2.5));
    Map<String, Object> chart =
        Map.of(
            "title",
            "Sales",
            "kind",
            "line",
            "labels",
            List.of("a", "b", "c"),
            "series",
            List.of(series),
            "note",
            "Net.");
    assertThat(schema("chart_data").problem(chart)).isEmpty();
    assertThat(schema("chart_data").problem(Map.of("title", "Sales"))).contains("series");
    assertThat(schema("structured_json").problem(List.of(1))).contains("object");
  }
}
