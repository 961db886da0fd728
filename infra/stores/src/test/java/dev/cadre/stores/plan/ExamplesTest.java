package dev.cadre.stores.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.agent.CatalogueSnapshot;
import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.plan.PlanValidator;
import dev.cadre.workflows.plan.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every plan that people are shown is valid as it stands, with the local model alone. */
class ExamplesTest {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.walk(project().resolve("examples"))) {
      return files
          .filter(file ->
              file.toString().matches(".*\\.(yaml|json)") && !file.endsWith("catalogue.yaml"))
          .sorted()
          .toList();
    }
  }

  static List<String> documented() throws IOException {
    String page = Files.readString(project().resolve("docs/plans.md"));
    return BLOCK.matcher(page).results().map(block -> block.group(1)).toList();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isValid(Path example) throws IOException, MalformedDocument {
    boolean json = example.toString().endsWith(".json");
    assertThat(check(Files.readString(example), json)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("documented")
  void isValidInTheDocumentation(String block) throws MalformedDocument {
    boolean steps = block.startsWith("- ");
    // Steps alone stand in a plan whose input nobody knows.
    assertThat(check(steps ? "name: shown\ninput: any\nsteps:\n" + block : block, false)).isEmpty();
  }

  private static List<Problem> check(String text, boolean json) throws MalformedDocument {
    Object tree =
        Documents.parse(
            text.getBytes(StandardCharsets.UTF_8),
            json ? Documents.Format.JSON : Documents.Format.YAML);
    return PlanValidator.validate(
        PlanReader.read(tree), CatalogueSnapshot.shipped(Set.of("local")));
  }

  private static Path project() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("examples"))) {
      at = Objects.requireNonNull(at.getParent(), "not started inside the project");
    }
    return at;
  }
}
