package dev.cadre.stores.plan;

import dev.cadre.testkit.plan.TestCatalogue;
import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.plan.PlanValidator;
import dev.cadre.workflows.plan.Problem;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Plans that are as large as may be, and what it costs to check them. */
final class LargePlans {

  private static final TestCatalogue CATALOGUE = TestCatalogue.calling("local");
  private static final int TRIES = 3;

  /** What was found, and the work that it was. */
  record Checked(List<String> problems, Duration work) {}

  private LargePlans() {}

  /** A chain of agents. */
  static String plan(int steps, IntFunction<String> prompt) {
    return steps(steps, i -> agent(i, prompt.apply(i)));
  }

  /** A chain of maps, each with a name of its own for the item. */
  static String maps(int maps) {
    return steps(
        maps,
        i ->
            """
            {"id":"m%d","kind":"map","over":"[input.topic]","as":"x%d","dependsOn":[%s],
             "step":{"id":"a%d","kind":"agent","agent":"copywriter","prompt":"{{ x%d }}{{ item }}"}}\
            """
                .formatted(i, i, before("m", i), i, i));
  }

  /** A subplan with a chain of agents. */
  static String subplan(int steps) {
    String list =
        IntStream.range(0, steps).mapToObj(i -> agent(i, "Hi")).collect(Collectors.joining(","));
    return steps(1, _ -> "{\"id\":\"s\",\"kind\":\"subplan\",\"steps\":[%s]}".formatted(list));
  }

  static String steps(int steps, IntFunction<String> step) {
    String list = IntStream.range(0, steps).mapToObj(step).collect(Collectors.joining(","));
    return "{\"name\":\"large\",\"input\":{\"topic\":\"tea\"},\"steps\":[" + list + "]}";
  }

  private static String agent(int i, String prompt) {
    return """
    {"id":"s%d","kind":"agent","agent":"copywriter","prompt":"%s","dependsOn":[%s]}\
    """
        .formatted(i, prompt, before("s", i));
  }

  private static String before(String letter, int i) {
    return i == 0 ? "" : "\"" + letter + (i - 1) + "\"";
  }

  static List<String> check(String plan) throws MalformedDocument {
    byte[] body = plan.getBytes(StandardCharsets.UTF_8);
    return PlanValidator.validate(
            PlanReader.read(Documents.parse(body, Documents.Format.JSON)), CATALOGUE)
        .stream()
        .map((Problem p) -> p.code() + " " + p.pointer())
        .toList();
  }

  /**
   * Checks a plan; where that was more work than allowed, another like it, for a busy machine makes
   * work look more than it is. Each try needs expressions of its own, for known ones cost nothing.
   */
  static Checked checkWithin(Duration allowed, IntFunction<String> planOfTry)
      throws MalformedDocument {
    Checked checked = null;
    for (int i = 0; i < TRIES && (checked == null || checked.work.compareTo(allowed) >= 0); i++) {
      String plan = planOfTry.apply(i);
      long start = cpu();
      List<String> problems = check(plan);
      checked = new Checked(problems, Duration.ofNanos(cpu() - start));
    }
    return checked;
  }

  /** What this thread has used; the clock would count what else the machine does. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
