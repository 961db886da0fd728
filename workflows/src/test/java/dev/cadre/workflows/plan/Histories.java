package dev.cadre.workflows.plan;

import dev.cadre.workflows.expression.Expressions;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.Jackson3JsonPayloadConverter;
import io.temporal.common.converter.NullPayloadConverter;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Recorded histories: what running plans have done must replay for ever. {@code
 * -Dcadre.record=true} adds one for each test of the workflow that has none yet; a recorded one is
 * never written again.
 */
public final class Histories {

  private static final Path FOLDER = Path.of("src", "test", "resources", "histories");

  private Histories() {}

  /** The in-memory server, with payloads as the product writes them before they are sealed. */
  public static TestWorkflowEnvironment environment() {
    Expressions.warmUp();
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    return TestWorkflowEnvironment.newInstance(
        TestEnvironmentOptions.newBuilder()
            .setWorkflowClientOptions(
                WorkflowClientOptions.newBuilder()
                    .setDataConverter(
                        new DefaultDataConverter(
                            new NullPayloadConverter(), new Jackson3JsonPayloadConverter(mapper)))
                    .build())
            .registerSearchAttribute("CadreStatus", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
            .build());
  }

  /** Keeps a history, where they are to be recorded. */
  public static void record(String name, WorkflowExecutionHistory history) throws IOException {
    Path file = FOLDER.resolve(name + ".json");
    if (Boolean.getBoolean("cadre.record") && !Files.exists(file)) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, history.toJson(false) + "\n");
    }
  }

  /** All that were recorded, in the order of their names. */
  static List<Path> recorded() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }
}
