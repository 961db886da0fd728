package dev.cadre.workflows.rehearsal;

import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.rehearsal.Rehearsed.Line;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Plans in YAML, rehearsed. */
final class Plays {

  static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();

  private Plays() {}

  @SuppressWarnings("unchecked")
  static Map<String, Object> tree(String yaml) {
    return YAML.readValue(yaml, Map.class);
  }

  static Plan plan(String steps) {
    return PlanReader.read(tree("name: p\n" + steps)).plan();
  }

  /** With mocks, in YAML too. */
  static Rehearsed run(String plan, String mocks) {
    Map<String, Object> tree = tree("name: p\n" + plan);
    PlanReader.Reading reading = PlanReader.read(tree);
    MockReader.Reading said =
        MockReader.read(mocks.isEmpty() ? Map.of() : tree(mocks), reading.plan(), (_, _) -> "");
    if (!said.problems().isEmpty()) {
      throw new AssertionError(said.problems());
    }
    return Rehearsal.of(reading.plan(), reading.input(), said.mocks(), START);
  }

  static Rehearsed run(String plan) {
    return run(plan, "");
  }

  /** Each step with its state, and its reason where it has one. */
  static List<String> states(Rehearsed rehearsed) {
    return rehearsed.steps().stream().map(Plays::state).toList();
  }

  private static String state(Line line) {
    String place = line.path().isEmpty() ? "" : line.path().toString();
    String reason = line.reason() == null ? "" : " " + line.reason();
    return line.id() + place + " " + line.state() + reason;
  }

  static Line line(Rehearsed rehearsed, String id) {
    return rehearsed.steps().stream()
        .filter(line -> line.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no step " + id));
  }
}
