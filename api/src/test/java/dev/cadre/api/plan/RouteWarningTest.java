package dev.cadre.api.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.agent.CatalogueSnapshot;
import dev.cadre.stores.plan.Documents;
import dev.cadre.workflows.plan.PlanReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Targets that a plan names and that are never called. */
class RouteWarningTest {

  private static List<PlanWarning> of(String step) throws Exception {
    byte[] plan = ("name: x\nsteps: [" + step + "]").getBytes(StandardCharsets.UTF_8);
    PlanReader.Reading reading = PlanReader.read(Documents.parse(plan, Documents.Format.YAML));
    assertThat(reading.plan()).isNotNull();
    return RouteWarning.of(reading.plan(), CatalogueSnapshot.shipped(Set.of("openai", "local")));
  }

  @Test
  void tellsOfAMisspeltModelAlsoInAContainer() throws Exception {
    assertThat(
            of(
                """
                { id: m, kind: map, over: "[1, 2]", as: n, step:
                  { id: a, kind: agent, agent: copywriter, prompt: Hi, route: [openai/gpt-nope, local] } }\
                """))
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.code()).isEqualTo("TARGET_NOT_CALLED");
          assertThat(warning.pointer()).isEqualTo("/steps/0/step/route");
          assertThat(warning.message())
              .contains("openai/gpt-nope", "no such model", "./cadre model list");
        });
  }

  @Test
  void isSilentWhereAKeyIsMissingAndWhereTheAgentNamesTheRoute() throws Exception {
    assertThat(
            of(
                """
                { id: a, kind: agent, agent: copywriter, prompt: Hi, route: [anthropic, local] },
                { id: b, kind: agent, agent: copywriter, prompt: Hi }\
                """))
        .isEmpty();
  }
}
