package dev.cadre.activities.tool.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cadre.activities.tool.Place;
import dev.cadre.activities.tool.Place.Answer;
import dev.cadre.activities.tool.TestCredentials;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.activities.tool.ToolHttp;
import dev.cadre.activities.tool.ToolTypes;
import dev.cadre.workflows.credential.CredentialKind;
import dev.cadre.workflows.tool.ToolSpec;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSearchToolTest {

  private static final String FOUND =
      """
      {"query": "tea", "results": [
        {"title": "Tea", "url": "https://tea.example", "content": " Leaves. ", "engine": "e"},
        {"title": "More", "url": "https://more.example"}]}\
      """;

  private Answer answer = Answer.json(200, FOUND);
  private final Place place = new Place((_, _) -> answer);
  private final ToolHttp http = place.http();
  private final TestCredentials tenant = new TestCredentials();

  @AfterEach
  void stop() {
    http.close();
    place.close();
  }

  private ToolTypes types(@Nullable String shared) {
    return tenant.types(
        List.of(
            new WebSearchTool(
                new SearchSettings(shared == null ? null : URI.create(shared)),
                http,
                tenant.store())));
  }

  private static ToolSpec tool(Map<String, Object> config) {
    return TestCredentials.tool("WEB_SEARCH", config);
  }

  private Object call(@Nullable String shared, Map<String, Object> config) {
    return types(shared)
        .call(tool(config), TestCredentials.call(Map.of("query", "green tea & milk"), true));
  }

  private String failure(@Nullable String shared, Map<String, Object> config) {
    return catchThrowableOfType(ToolFailed.class, () -> call(shared, config)).failure().message();
  }

  @Test
  void asksTheInstallationsSearxNg() {
    Object found = call(place.origin() + "/searx/", Map.of("language", "de", "results", 1));

    assertThat(found)
        .isEqualTo(
            Map.of(
                "results",
                List.of(Map.of("title", "Tea", "url", "https://tea.example", "text", "Leaves."))));
    assertThat(place.seen().getFirst().path())
        .isEqualTo("/searx/search?format=json&q=green+tea+%26+milk&language=de");
  }

  @Test
  void asksTheTenantsOwnFirstAndShowsItsPassword() {
    tenant.with(
        "mine",
        CredentialKind.SEARXNG,
        Map.of("baseUrl", place.origin(), "user", "ann", "password", "secret"));

    call("http://127.0.0.1:1", Map.of("credential", "mine"));

    assertThat(place.seen().getFirst().authorization()).startsWith("Basic ");
  }

  @Test
  void guardsWhatATenantNamesAndTrustsWhatTheOperatorNames() {
    try (Place inside = new Place((_, _) -> Answer.json(200, FOUND))) {
      assertThat(call(inside.origin(), Map.of())).isNotNull();
      tenant.with("mine", CredentialKind.SEARXNG, Map.of("baseUrl", inside.origin()));
      assertThat(failure(null, Map.of("credential", "mine"))).contains("Only https");
      assertThat(inside.seen()).hasSize(1);
    }
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(failure(null, Map.of())).contains("CADRE_TOOLS_SEARCH_URL");
    assertThat(failure(null, Map.of("credential", "mine")))
        .contains("CADRE_TOOLS_SEARCH_URL", "credential add mine");
    assertThat(
            types(place.origin())
                .why(dev.cadre.workflows.tenant.TenantId.DEMO, tool(Map.of("credential", "mine"))))
        .isEmpty();
  }

  @Test
  void saysWhatIsWrongWithASearxNg() {
    answer = new Answer(403, "text/html", "no", "");
    assertThat(failure(place.origin(), Map.of())).contains("search.formats");
    answer = Answer.html("<p>hello</p>");
    assertThat(failure(place.origin(), Map.of())).contains("not as SearXNG does");
    answer = Answer.json(503, "{}");
    assertThat(failure(place.origin(), Map.of())).contains("503");
  }
}
