package dev.cadre.stores.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.testkit.plan.BrokenPlan;
import dev.cadre.testkit.plan.BrokenPlans;
import dev.cadre.testkit.plan.TestCatalogue;
import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.plan.PlanValidator;
import dev.cadre.workflows.plan.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BrokenPlansTest {

  private static final TestCatalogue CATALOGUE =
      TestCatalogue.calling("local", "perplexity", "mistral");

  static List<BrokenPlan> malformed() {
    return BrokenPlans.all().stream().filter(BrokenPlan::malformed).toList();
  }

  static List<BrokenPlan> invalid() {
    return BrokenPlans.all().stream().filter(plan -> !plan.malformed()).toList();
  }

  @Test
  void holdsAtLeastSeventyPlans() {
    assertThat(BrokenPlans.all()).hasSizeGreaterThanOrEqualTo(70);
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void refusesTheDocument(BrokenPlan plan) {
    assertThatThrownBy(() -> parse(plan))
        .isInstanceOf(MalformedDocument.class)
        .message()
        .isNotBlank()
        .doesNotContain("null")
        .hasSizeLessThan(400);
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void reportsEveryProblemAtOnce(BrokenPlan plan) throws MalformedDocument {
    List<Problem> problems = PlanValidator.validate(PlanReader.read(parse(plan)), CATALOGUE);

    assertThat(problems)
        .as(() -> problems.toString())
        .extracting(problem -> new BrokenPlan.Expected(problem.code().name(), problem.pointer()))
        .containsExactlyInAnyOrderElementsOf(plan.problems());
    assertThat(problems)
        .allSatisfy(problem -> assertThat(problem.message()).matches("[^\\n]{10,600}[.?]"));
  }

  private static Object parse(BrokenPlan plan) throws MalformedDocument {
    return Documents.parse(
        plan.body(), plan.json() ? Documents.Format.JSON : Documents.Format.YAML);
  }
}
