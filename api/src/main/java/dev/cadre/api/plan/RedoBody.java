package dev.cadre.api.plan;

import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.Problem;
import dev.cadre.workflows.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a plan is to be done again, as a client sends it.
 *
 * @param from the first step that runs anew; null where the edited input alone decides
 * @param input null where the plan's own stays
 */
record RedoBody(@Nullable String from, @Nullable Object input) {

  private static final Set<String> FIELDS = Set.of("from", "input");

  /**
   * Reads a body for a plan.
   *
   * @throws dev.cadre.api.runtime.ApiProblem with every problem
   */
  static RedoBody read(@Nullable Object tree, Plan plan) {
    List<Problem> problems = new ArrayList<>();
    if (!(tree instanceof Map<?, ?> map)) {
      problems.add(
          new Problem(
              Problem.Code.WRONG_TYPE, "", "Send an object, such as {\"from\": \"draft\"}."));
      throw PlanDoor.invalid(problems);
    }
    for (Object key : map.keySet()) {
      if (!FIELDS.contains(String.valueOf(key))) {
        problems.add(
            new Problem(
                Problem.Code.UNKNOWN_FIELD,
                "/" + String.valueOf(key).replace("~", "~0").replace("/", "~1"),
                "A redo has only `from` and `input`; remove this."));
      }
    }
    Object from = map.get("from");
    Object input = map.get("input");
    if (from == null && input == null) {
      problems.add(
          new Problem(
              Problem.Code.MISSING_FIELD,
              "",
              "`from` is missing; name the first step that shall run anew."));
    } else if (from != null && !(from instanceof String)) {
      problems.add(
          new Problem(Problem.Code.WRONG_TYPE, "/from", "`from` is the id of a step; a string."));
    } else if (from != null && plan.steps().stream().map(Step::id).noneMatch(from::equals)) {
      problems.add(
          new Problem(
              Problem.Code.UNKNOWN_STEP,
              "/from",
              "The plan has no step `" + from + "`; see GET /v1/plans/{id}/steps."));
    }
    if (!problems.isEmpty()) {
      throw PlanDoor.invalid(problems);
    }
    return new RedoBody((String) from, input);
  }
}
