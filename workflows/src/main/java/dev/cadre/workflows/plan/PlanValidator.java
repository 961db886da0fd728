package dev.cadre.workflows.plan;

import dev.cadre.workflows.agent.Catalogue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Checks a plan against itself, its input and the catalogue. Pure, and reports every problem at
 * once; a plan without problems can be run.
 */
public final class PlanValidator {

  private PlanValidator() {}

  /** Every problem of a document: those found while reading, then those found here. */
  public static List<Problem> validate(PlanReader.Reading reading, Catalogue catalogue) {
    Plan plan = reading.draft();
    if (plan == null) {
      return reading.problems();
    }
    List<Problem> all = new ArrayList<>(reading.problems());
    all.addAll(
        check(plan, reading.input(), catalogue, reading.drafts(), Predicate.not(reading::suspect)));
    return List.copyOf(all.subList(0, Math.min(all.size(), Problems.MOST + 1)));
  }

  /** Every problem of a plan that was read without one, or built by hand. */
  public static List<Problem> validate(Plan plan, Object input, Catalogue catalogue) {
    return check(plan, input, catalogue, StepDraft.of(plan.steps()), _ -> true);
  }

  private static List<Problem> check(
      Plan plan,
      Object input,
      Catalogue catalogue,
      List<StepDraft> drafts,
      Predicate<String> worthwhile) {
    Problems problems = new Problems(worthwhile);
    List<PlanScope> scopes = PlanScope.all(drafts, input, worthwhile);
    List<StepDraft> all = scopes.stream().flatMap(scope -> scope.drafts().stream()).toList();
    if (all.size() > PlanReader.MAX_STEPS) {
      problems.add(Problem.Code.LIMIT_EXCEEDED, "/steps", PlanReader.tooMany(all.size()));
      return problems.list();
    }
    ids(all, problems);
    Visibility sight = new Visibility(scopes, problems);
    scopes.forEach(scope -> new GraphChecks(scope, sight, problems).run());
    new CatalogueChecks(plan, catalogue, problems).run(all);
    new ExpressionChecks(sight, problems).run(scopes, plan.result());
    return problems.list();
  }

  private static void ids(List<StepDraft> drafts, Problems problems) {
    Set<String> seen = new HashSet<>();
    for (StepDraft draft : drafts) {
      String id = draft.id();
      if (id.isEmpty()) {
        continue;
      }
      if (!StepIds.valid(id)) {
        problems.add(Problem.Code.INVALID_ID, draft.pointer() + "/id", StepIds.explain(id));
      }
      if (!seen.add(id)) {
        problems.add(
            Problem.Code.DUPLICATE_ID,
            draft.pointer() + "/id",
            "Another step has the id `" + id + "`; rename one of them.");
      }
    }
  }
}
