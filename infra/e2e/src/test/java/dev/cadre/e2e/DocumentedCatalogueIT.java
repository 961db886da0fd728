package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The agents and tools that the documentation shows are taken as they stand there. */
@Timeout(180)
@ExtendWith(OnStack.class)
class DocumentedCatalogueIT {

  private static final Path DOCS = Stack.project().resolve("docs");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```yaml\n(.*?)^ *```$");

  private final Stack stack;

  DocumentedCatalogueIT(Stack stack) {
    this.stack = stack;
  }

  static List<Path> pages() throws IOException {
    try (Stream<Path> more = Files.list(DOCS.resolve("tools"))) {
      return Stream.concat(Stream.of(DOCS.resolve("tools.md")), more.sorted()).toList();
    }
  }

  private static List<String> blocks(Path page) throws IOException {
    return BLOCK
        .matcher(Files.readString(page))
        .results()
        .map(block -> block.group(2).replaceAll("(?m)^" + block.group(1), ""))
        .toList();
  }

  /** As an item of a list, whether it is shown as one or not. */
  private static String item(String block) {
    return block.startsWith("- ") ? block : "- " + block.strip().replace("\n", "\n  ") + "\n";
  }

  private JsonNode tried(String kind, String block) {
    return stack
        .owner()
        .send(
            "POST",
            "/v1/catalogue:import?dryRun=true",
            kind + ":\n" + item(block),
            Map.of("Content-Type", "application/yaml"))
        .expect(200)
        .json();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void takesEachTool(Path page) throws IOException {
    assertThat(blocks(page)).isNotEmpty();
    for (String block : blocks(page)) {
      assertThat(tried("tools", block).path("added").size()).as(block).isEqualTo(1);
    }
  }

  @Test
  void takesTheAgent() throws IOException {
    List<String> blocks = blocks(DOCS.resolve("agents.md"));
    assertThat(blocks).hasSize(1);
    assertThat(tried("agents", blocks.getFirst()).path("added").size()).isEqualTo(1);
  }

  /** Every capability, department and agent that the page names is one of the roster. */
  @Test
  void findsWhatThePageLooksFor() throws IOException {
    String page = Files.readString(DOCS.resolve("agents.md"));
    List<String> queries =
        Pattern.compile("(?m)agent list --(department|capability) ([a-z-]+)")
            .matcher(page)
            .results()
            .map(found -> found.group(1) + "=" + found.group(2))
            .toList();
    assertThat(queries).hasSizeGreaterThanOrEqualTo(2);
    for (String query : queries) {
      JsonNode found = stack.requester().get("/v1/agents?" + query).expect(200).json();
      assertThat(found.path("items").size()).as(query).isPositive();
    }
  }
}
