package dev.cadre.workflows.simulation;

import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.llm.ModelSpec;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.plan.PlanValidator;
import dev.cadre.workflows.plan.Problem;
import dev.cadre.workflows.tool.ToolSpec;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads and checks documents as the door does, in a world with one agent and two tools. */
final class Plans {

  private static final Catalogue CATALOGUE =
      new Catalogue() {
        @Override
        public Optional<AgentSpec> agent(String name) {
          return Optional.of(AgentSpec.plain(name, "Write.", List.of("local")));
        }

        @Override
        public Optional<ToolSpec> tool(String name) {
          return Optional.of(
              new ToolSpec(
                  name,
                  1,
                  "ECHO",
                  name,
                  Map.of(),
                  Map.of(
                      "properties",
                      Map.of("url", Map.of(), "headers", Map.of(), "body", Map.of()),
                      "required",
                      List.of("url")),
                  null,
                  true,
                  false));
        }

        @Override
        public Optional<ModelSpec> model(String provider, String model) {
          return defaultModel(provider);
        }

        @Override
        public Optional<ModelSpec> defaultModel(String provider) {
          return Optional.of(
              new ModelSpec(
                  provider,
                  "m",
                  10_000,
                  1_000,
                  BigDecimal.ONE,
                  BigDecimal.ONE,
                  null,
                  "mid",
                  Set.of()));
        }

        @Override
        public boolean callable(String provider) {
          return true;
        }
      };

  private Plans() {}

  /** What is wrong with a document; empty when it can be run. */
  static List<Problem> problems(Map<String, Object> document) {
    return PlanValidator.validate(PlanReader.read(document), CATALOGUE);
  }

  static Plan read(Map<String, Object> document) {
    return PlanReader.read(document).plan();
  }
}
