package dev.cadre.activities.tool.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cadre.activities.tool.Place;
import dev.cadre.activities.tool.Place.Answer;
import dev.cadre.activities.tool.TestCredentials;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.activities.tool.ToolHttp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchPageToolTest {

  private final Map<String, Answer> pages = new HashMap<>();
  private final Place place =
      new Place((seen, _) -> pages.getOrDefault(seen.path(), Answer.json(404, "{}")));
  private final ToolHttp http = place.http();

  @AfterEach
  void stop() {
    http.close();
    place.close();
  }

  /** By a tool that names the host, which is not public. */
  private Map<?, ?> fetched(String url, Map<String, Object> config) {
    Map<String, Object> named = new HashMap<>(config);
    named.putIfAbsent("hosts", List.of("127.0.0.1"));
    return called(url, named);
  }

  private Map<?, ?> called(String url, Map<String, Object> config) {
    return (Map<?, ?>)
        new FetchPageTool(http)
            .call(
                TestCredentials.tool("FETCH_PAGE", config),
                TestCredentials.call(Map.of("url", url), true));
  }

  private String failure(String url, Map<String, Object> config) {
    return catchThrowableOfType(ToolFailed.class, () -> fetched(url, config)).failure().message();
  }

  @Test
  void readsNothingInsideThatOnlyTheOperatorAllows() {
    pages.put("/a", Answer.html("<p>Secret.</p>"));
    assertThat(
            catchThrowableOfType(ToolFailed.class, () -> called(place.origin() + "/a", Map.of()))
                .failure()
                .message())
        .contains("Only https is allowed");
  }

  @Test
  void readsAPageAsPeopleDo() {
    pages.put(
        "/a",
        Answer.html(
            """
            <html><head><title> Prices </title><style>p {}</style></head><body>
            <nav><a href="/">Home</a></nav><script>steal()</script>
            <main><h1>Our prices</h1><p>Tea costs <b>three</b> euros,\nand milk one.</p>
            <ul><li>Green</li><li>Black</li></ul>
            <p>%s</p></main><footer>Imprint</footer></body></html>\
            """
                .formatted("Leaves are picked in spring. ".repeat(10))));

    Map<?, ?> page = fetched(place.origin() + "/a", Map.of());

    assertThat(page.get("title")).isEqualTo("Prices");
    assertThat(String.valueOf(page.get("text")))
        .startsWith("Our prices\nTea costs three euros, and milk one.\n")
        .contains("- Green\n", "- Black\n")
        .doesNotContain("Home", "Imprint", "steal", "p {}");
    assertThat(page.get("cut")).isEqualTo(false);
    assertThat(
            String.valueOf(fetched(place.origin() + "/a", Map.of("maxCharacters", 20)).get("text")))
        .hasSize(20);
  }

  @Test
  void followsRedirectsAndSaysWhereItCameTo() {
    pages.put("/a", Answer.to("b?x=1"));
    pages.put("/b?x=1", new Answer(200, "text/plain; charset=utf-8", "here", ""));

    Map<?, ?> page = fetched(place.origin() + "/a", Map.of());

    assertThat(page.get("url")).isEqualTo(place.origin() + "/b?x=1");
    assertThat(page.get("text")).isEqualTo("here");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://2130706433/",
        "https://10.0.0.1/",
        "http://example.org/",
        "file:///etc/passwd"
      })
  void guardsEveryHop(String inside) {
    pages.put("/a", Answer.to(inside));

    assertThat(failure(place.origin() + "/a", Map.of())).isNotEmpty();
    assertThat(place.seen()).hasSize(1);
    assertThat(failure(inside, Map.of())).isNotEmpty();
  }

  @Test
  void givesUpOnCirclesLargePagesAndOtherThings() {
    pages.put("/circle", Answer.to("/circle"));
    pages.put("/large", Answer.html("x".repeat(5 * 1024 * 1024)));
    pages.put("/picture", new Answer(200, "image/png", "png", ""));

    assertThat(failure(place.origin() + "/circle", Map.of())).contains("more than 5 times");
    assertThat(failure(place.origin() + "/large", Map.of())).contains("over 4 MiB");
    assertThat(failure(place.origin() + "/picture", Map.of())).contains("no page with a text");
    assertThat(failure(place.origin() + "/none", Map.of())).contains("404");
  }

  @Test
  void keepsToTheHostsOfItsConfiguration() {
    pages.put("/a", Answer.to("https://other.example/"));
    assertThat(failure(place.origin() + "/a", Map.of("hosts", List.of("acme.com"))))
        .contains("other hosts only");
    assertThat(place.seen()).isEmpty();
    assertThat(failure(place.origin() + "/a", Map.of("hosts", List.of("127.0.0.1"))))
        .contains("other.example");
  }
}
