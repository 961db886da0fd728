package dev.cadre.api.activation;

import dev.cadre.stores.activation.Activation;
import dev.cadre.stores.activation.ActivationState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An activation as it is shown.
 *
 * @param shared whether every plan of the tenant may name it, not its owner's only
 * @param inUse whether a call of it is being made now
 * @param route in force; null: that agent is not in the catalogue any more
 * @param setup what it needs to work, step by step; null in lists
 * @param problem why its last test failed; the test's plan says more
 * @param openPlans that have not ended and name it in a step that has not; null in lists
 */
record ActivationView(
    String name,
    String agent,
    boolean shared,
    @Nullable String owner,
    ActivationState state,
    boolean inUse,
    @Nullable List<String> route,
    @Nullable Double temperature,
    @Nullable String monthlyLimitUsd,
    String spentUsd,
    @Nullable List<SetupStep> setup,
    @Nullable String problem,
    @Nullable String testPlan,
    @Nullable Instant testedAt,
    @Nullable Long openPlans,
    int version,
    String createdBy,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * A step of setting it up.
   *
   * @param step MODEL, PARAMETERS, INTEGRATIONS or TEST
   * @param why not done, each with its remedy
   */
  record SetupStep(String step, boolean done, List<String> why) {}

  static ActivationView of(
      Activation activation,
      @Nullable List<String> route,
      @Nullable List<SetupStep> setup,
      @Nullable Long openPlans) {
    return new ActivationView(
        activation.name(),
        activation.agent(),
        activation.owner() == null,
        activation.owner(),
        activation.state(),
        activation.openCalls() > 0,
        route,
        activation.settings().temperature(),
        plain(activation.settings().monthlyLimitUsd()),
        activation.spentUsd().stripTrailingZeros().toPlainString(),
        setup,
        activation.problem(),
        activation.testPlan() == null ? null : activation.testPlan().toString(),
        activation.testedAt(),
        openPlans,
        activation.version(),
        activation.createdBy(),
        activation.createdAt(),
        activation.updatedAt());
  }

  private static @Nullable String plain(@Nullable BigDecimal amount) {
    return amount == null ? null : amount.toPlainString();
  }
}
