package dev.cadre.stores.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.cadre.workflows.agent.AgentSpec;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The roster that ships: whole, and such that a director can route by it. */
class RosterTest {

  private static final Set<String> FORMATS =
      Set.of("summary_text", "markdown", "markdown_table", "structured_json", "chart_data", "code");

  private final CatalogueSnapshot catalogue = CatalogueSnapshot.shipped(Set.of());
  private final Collection<AgentSpec> agents = catalogue.agents();

  @Test
  void hasTheHierarchy() {
    assertThat(level(0)).hasSize(3);
    assertThat(level(1)).hasSize(18);
    assertThat(level(2).stream().filter(agent -> !agent.department().equals("workbench")))
        .hasSize(148);
    assertThat(agent("core-orchestrator").reportsTo()).isNull();
    for (AgentSpec director : level(1)) {
      assertThat(director.reportsTo()).isEqualTo("core-orchestrator");
    }
  }

  @Test
  void hasTheDepartmentsOfTheirSize() {
    Map<String, Long> sizes =
        level(2).stream()
            .collect(Collectors.groupingBy(AgentSpec::department, Collectors.counting()));
    assertThat(sizes)
        .containsEntry("creative", 35L)
        .containsEntry("content", 14L)
        .containsEntry("marketing", 14L)
        .containsEntry("technology", 10L);
  }

  @Test
  void hasEachSpecialistUnderTheDirectorOfItsDepartment() {
    Map<String, String> directors =
        level(1).stream().collect(Collectors.toMap(AgentSpec::department, AgentSpec::name));
    for (AgentSpec specialist : level(2)) {
      assertThat(specialist.reportsTo())
          .isEqualTo(directors.getOrDefault(specialist.department(), "core-orchestrator"));
    }
  }

  @Test
  void tellsWhatEachIsFor() {
    Set<String> descriptions = new HashSet<>();
    for (AgentSpec agent : agents) {
      assertThat(agent.name()).matches("[a-z][a-z0-9-]{1,39}");
      assertThat(agent.description()).hasSizeBetween(30, 160);
      assertThat(descriptions.add(agent.description())).isTrue();
      assertThat(agent.capabilities()).hasSizeBetween(3, 6).allMatch(word());
      assertThat(agent.instructions().split("\\s+")).hasSizeBetween(60, 260);
      assertThat(agent.quality()).isBetween(0.5, 0.95);
      assertThat(FORMATS).contains(agent.output());
    }
  }

  /** In a department no two do the same by the words that a director picks by. */
  @Test
  void hasNoTwoSpecialistsOfTheSameCapabilities() {
    assertThat(agents)
        .extracting(agent -> Set.copyOf(agent.capabilities()))
        .doesNotHaveDuplicates();
  }

  @Test
  void endsEachRouteAtTheLocalModelAndNamesOnlyProvidersOfTheCatalogue() {
    for (AgentSpec agent : agents) {
      assertThat(agent.route()).endsWith("local").doesNotHaveDuplicates();
      assertThat(agent.route()).allSatisfy(p -> assertThat(catalogue.defaultModel(p)).isPresent());
    }
  }

  @Test
  void keepsThoseThatPlansOfBeforeName() {
    assertThat(
            List.of("copywriter", "blog-writer", "support-writer", "seo-specialist").stream()
                .map(this::agent))
        .extracting(AgentSpec::name, AgentSpec::version)
        .containsExactly(
            tuple("copywriter", 1),
            tuple("blog-writer", 2),
            tuple("support-writer", 2),
            tuple("seo-specialist", 2));
    assertThat(
            List.of(
                "summarizer",
                "editor",
                "researcher",
                "critic",
                "translator",
                "analyst",
                "planner",
                "judge",
                "data-extractor"))
        .allSatisfy(name -> assertThat(catalogue.agent(name)).isPresent());
  }

  private static Predicate<String> word() {
    return word -> word.matches("[a-z0-9]+(-[a-z0-9]+)*");
  }

  private List<AgentSpec> level(int level) {
    return agents.stream().filter(agent -> Objects.equals(agent.level(), level)).toList();
  }

  private AgentSpec agent(String name) {
    return catalogue.agent(name).orElseThrow();
  }
}
