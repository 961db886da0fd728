package dev.cadre.stores.agent;

import dev.cadre.stores.runtime.CsvTable;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.OutputFormat;
import dev.cadre.workflows.llm.ModelPrice;
import dev.cadre.workflows.tool.ToolSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The files on the classpath with which every installation begins; an unknown field is an error.
 */
final class CatalogueFiles {

  private static final String ROSTER = "classpath:catalogue/roster/*.yaml";
  private static final String TOOLS = "classpath:catalogue/tools.yaml";
  private static final String FORMATS = "classpath:catalogue/formats.yaml";
  private static final String MODELS = "classpath:catalogue/models.csv";
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .build();

  private CatalogueFiles() {}

  /** A department's agents; its name stands once for all. */
  private record Department(String department, List<AgentSpec> agents) {}

  private record Tools(List<ToolSpec> tools) {}

  private record Formats(List<OutputFormat> formats) {}

  static List<AgentSpec> agents() {
    return resources(ROSTER).stream()
        .map(file -> YAML.readValue(text(file), Department.class))
        .flatMap(file -> file.agents().stream().map(agent -> agent.of(file.department())))
        .toList();
  }

  static List<ToolSpec> tools() {
    return YAML.readValue(text(resources(TOOLS).getFirst()), Tools.class).tools();
  }

  static List<OutputFormat> formats() {
    return YAML.readValue(text(resources(FORMATS).getFirst()), Formats.class).formats();
  }

  static List<CatalogueModel> models() {
    return CsvTable.read(text(resources(MODELS).getFirst())).stream()
        .map(CatalogueFiles::model)
        .toList();
  }

  private static CatalogueModel model(Map<String, String> row) {
    String maxOutput = row.get("max_output");
    return new CatalogueModel(
        field(row, "provider"),
        field(row, "model"),
        row.containsKey("is_default"),
        Integer.parseInt(field(row, "context_window")),
        maxOutput == null ? null : Integer.valueOf(maxOutput),
        field(row, "tier"),
        Set.of(field(row, "capabilities").split(";")),
        Set.of(),
        List.of(price(row)));
  }

  private static ModelPrice price(Map<String, String> row) {
    return new ModelPrice(
        LocalDate.parse(field(row, "price_as_of")).atStartOfDay(ZoneOffset.UTC).toInstant(),
        money(row, "input_usd_per_1m"),
        money(row, "output_usd_per_1m"),
        money(row, "usd_per_1k_requests"),
        null);
  }

  private static String field(Map<String, String> row, String column) {
    return Objects.requireNonNull(row.get(column), () -> column + " is missing in " + row);
  }

  private static @Nullable BigDecimal money(Map<String, String> row, String column) {
    String amount = row.get(column);
    return amount == null ? null : new BigDecimal(amount);
  }

  private static List<Resource> resources(String pattern) {
    try {
      return Arrays.stream(
              new PathMatchingResourcePatternResolver(CatalogueFiles.class.getClassLoader())
                  .getResources(pattern))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Resource file) {
    try (InputStream in = file.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
