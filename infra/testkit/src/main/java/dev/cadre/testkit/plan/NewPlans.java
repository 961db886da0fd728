package dev.cadre.testkit.plan;

import dev.cadre.workflows.budget.Budget;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanType;
import dev.cadre.workflows.plan.Priority;
import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.step.Execution;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Retry;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Plans for tests of what comes behind the reader. */
public final class NewPlans {

  private NewPlans() {}

  /** An id that no plan has. */
  public static PlanId id() {
    var random = ThreadLocalRandom.current();
    return new PlanId(Uuid7.of(System.currentTimeMillis(), random));
  }

  /**
   * A plan of the steps.
   *
   * @param limit of its budget in USD; null for none
   */
  public static Plan of(@Nullable String limit, @Nullable Object result, List<Step> steps) {
    Budget budget =
        limit == null ? null : new Budget(new BigDecimal(limit), "USD", Budget.OnLimit.FAIL);
    return new Plan(
        "test", null, PlanType.OTHER, Priority.NORMAL, List.of(), budget, steps, result);
  }

  /** A step's options: visible, once, a minute at most. */
  public static StepOptions options(String... dependsOn) {
    return new StepOptions(
        List.of(dependsOn),
        null,
        Duration.ofMinutes(1),
        Duration.ofSeconds(10),
        Retry.ONCE,
        OnFailure.FAIL,
        Execution.VISIBLE);
  }
}
