package dev.cadre.workflows.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.agent.OutputFormat;
import dev.cadre.workflows.llm.ModelSpec;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Which schema and which format a step has by its agent. */
class PlanFormatsTest {

  private static final OutputFormat FIELDS = format("fields", "object", "json");
  private static final OutputFormat TABLE = format("table", "string", "table");

  private static final Catalogue CATALOGUE =
      new Catalogue() {
        @Override
        public Optional<AgentSpec> agent(String name) {
          return Optional.of(PlanFormatsTest.agent(name));
        }

        @Override
        public Optional<OutputFormat> format(String name) {
          return List.of(FIELDS, TABLE).stream().filter(f -> f.name().equals(name)).findFirst();
        }

        @Override
        public Optional<ToolSpec> tool(String name) {
          return Optional.empty();
        }

        @Override
        public Optional<ModelSpec> model(String provider, String model) {
          return Optional.empty();
        }

        @Override
        public Optional<ModelSpec> defaultModel(String provider) {
          return Optional.empty();
        }

        @Override
        public boolean callable(String provider) {
          return false;
        }
      };

  private static final Plan PLAN =
      PlanFormats.filled(
          PlanReader.read(
                  YAMLMapper.shared()
                      .readValue(
                          """
                          name: formats
                          steps:
                            - { id: plain, kind: agent, agent: fields, prompt: Go }
                            - { id: own, kind: agent, agent: fields, prompt: Go, output: { schema: { type: array } } }
                            - { id: text, kind: agent, agent: table, prompt: Go }
                            - { id: unknown, kind: agent, agent: gone, prompt: Go }
                            - id: each
                              kind: map
                              over: input.list
                              step: { id: sub, kind: subplan, steps: [
                                { id: round, kind: loop, until: turn == 2, max: 3,
                                  step: { id: deep, kind: agent, agent: fields, prompt: Go } } ] }
                          input: { list: [1] }
                          """,
                          Object.class))
              .plan(),
          CATALOGUE);

  private static OutputFormat format(String name, String type, String renderer) {
    return new OutputFormat(name, "A format.", Map.of("type", type), Map.of("type", renderer));
  }

  /** Its output format has its name. */
  private static AgentSpec agent(String name) {
    return new AgentSpec(
        name, 1, name, "", 2, null, "", List.of(), "", List.of(), null, null, name, List.of());
  }

  private static AgentStep step(String id) {
    return (AgentStep) PlanSteps.get(PLAN, id).step();
  }

  private static PlanSnapshot snapshot(@Nullable Map<String, OutputFormat> formats) {
    return new PlanSnapshot(
        PLAN,
        "requester",
        Output.of(Map.of()),
        PlanNeeds.of(PLAN, CATALOGUE).agents(),
        Map.of(),
        Set.of(),
        Map.of(),
        false,
        List.of(),
        null,
        formats,
        List.of());
  }

  @Test
  void givesAStepTheSchemaOfItsAgentsFormat() {
    assertThat(step("plain").schema()).isEqualTo(FIELDS.schema());
    assertThat(step("deep").schema()).isEqualTo(FIELDS.schema());
  }

  @Test
  void leavesAStepsOwnSchemaAndTexts() {
    assertThat(step("own").schema()).isEqualTo(Map.of("type", "array"));
    assertThat(step("text").schema()).isNull();
    assertThat(step("unknown").schema()).isNull();
  }

  @Test
  void keepsTheFormatsThatThePlanNeeds() {
    Map<String, OutputFormat> needed = PlanNeeds.of(PLAN, CATALOGUE).formats();
    assertThat(needed).containsOnlyKeys("fields", "table");
    PlanSnapshot snapshot = snapshot(needed);
    assertThat(snapshot.format(step("plain"))).contains(FIELDS);
    assertThat(snapshot.format(step("text"))).contains(TABLE);
    assertThat(snapshot.format(step("own"))).isEmpty();
    assertThat(snapshot.format(step("unknown"))).isEmpty();
  }

  @Test
  void readsWhatAnEarlierVersionWroteAsWithoutFormats() {
    ObjectNode old = JsonMapper.shared().valueToTree(snapshot(null));
    assertThat(old.has("formats")).isTrue();
    old.remove("formats");
    PlanSnapshot read = JsonMapper.shared().treeToValue(old, PlanSnapshot.class);
    assertThat(read.formats()).isNull();
    assertThat(read.format(step("text"))).isEmpty();
  }
}
