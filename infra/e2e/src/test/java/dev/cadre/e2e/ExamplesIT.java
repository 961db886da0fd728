package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Every file under {@code examples/} ends as it says itself: {@code # expect: COMPLETED}, and
 * {@code # gate review: REJECT} for a gate that is not answered with GO. A JSON file, which has no
 * comments, has those lines in {@code <file>.expect}.
 */
@Timeout(180)
@ExtendWith(OnStack.class)
class ExamplesIT {

  private static final Pattern EXPECT = Pattern.compile("(?m)^# expect: (COMPLETED|FAILED)\\s*$");
  private static final Pattern GATE =
      Pattern.compile("(?m)^# gate ([a-z][a-z0-9_]*): (GO|REJECT|REDO)\\s*$");

  private final Stack stack;

  ExamplesIT(Stack stack) {
    this.stack = stack;
  }

  static List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(SamplePlan.examples())) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> SamplePlan.examples().relativize(file).toString())
          .filter(name -> name.matches(".*\\.(ya?ml|json)"))
          // It needs tools of its own, and has a test of its own.
          .filter(name -> !name.startsWith("erp/"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void endsAsItsCommentSays(String name) {
    Path file = SamplePlan.examples().resolve(name);
    String text = SamplePlan.read(stack, file);
    Path beside = SamplePlan.examples().resolve(name + ".expect");
    String comments = Files.exists(beside) ? SamplePlan.read(stack, beside) : text;
    Matcher expect = EXPECT.matcher(comments);
    assertThat(expect.find()).as("%s needs a line `# expect: COMPLETED`", name).isTrue();

    // JSON is YAML too, and the door takes both.
    PlanRun plan = stack.requester().submit(text);
    decideAll(plan, verdicts(comments));

    plan.await(expect.group(1));
    assertThat(plan.steps().values())
        .extracting(step -> step.path("state").asString(""))
        .doesNotContain("PENDING", "READY", "RUNNING", "WAITING");
  }

  private static Map<String, String> verdicts(String comments) {
    Map<String, String> verdicts = new HashMap<>();
    Matcher gates = GATE.matcher(comments);
    while (gates.find()) {
      verdicts.put(gates.group(1), gates.group(2));
    }
    return verdicts;
  }

  /** Answers each gate as it opens, until the plan ends. */
  private void decideAll(PlanRun plan, Map<String, String> verdicts) {
    Set<String> answered = new HashSet<>();
    Await.found(
        plan.id() + " ends",
        Duration.ofSeconds(120),
        () -> {
          for (JsonNode open : plan.openGates()) {
            if (answered.add(open.path("id").asString(""))) {
              String verdict = verdicts.getOrDefault(open.path("step").asString(""), "GO");
              PlanRun.decide(stack.reviewer(), open, verdict, null).expect(200);
            }
          }
          return Optional.of(plan.status()).filter(PlanRun.ENDED::contains);
        });
  }
}
