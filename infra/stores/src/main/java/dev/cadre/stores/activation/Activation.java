package dev.cadre.stores.activation;

import dev.cadre.workflows.agent.AgentSpec;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An agent at work in a tenant.
 *
 * @param name what steps call it: its agent's, or one of its own
 * @param agent of the catalogue
 * @param owner the account whose plans alone may name it; null: every plan of the tenant
 * @param spentUsd by its calls this calendar month (UTC), those at their worst that are open
 * @param problem why its last test failed
 * @param testPlan the last test
 * @param openCalls that are being made now
 */
public record Activation(
    String name,
    String agent,
    @Nullable String owner,
    ActivationState state,
    Settings settings,
    BigDecimal spentUsd,
    @Nullable String problem,
    @Nullable UUID testPlan,
    @Nullable Instant testedAt,
    long openCalls,
    int version,
    String createdBy,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * What it differs in from its agent.
   *
   * @param route null: the agent's
   * @param temperature null: the agent's
   * @param monthlyLimitUsd null: none
   */
  public record Settings(
      @Nullable List<String> route,
      @Nullable Double temperature,
      @Nullable BigDecimal monthlyLimitUsd) {

    /** As the agent ships. */
    public static final Settings NONE = new Settings(null, null, null);

    public Settings {
      route = route == null ? null : List.copyOf(route);
    }

    /** The agent as it is called with these, under a name. */
    public AgentSpec applied(String name, AgentSpec base) {
      return base.named(
          name,
          route == null ? base.route() : route,
          temperature == null ? base.temperature() : temperature);
    }

    /** Whether only the limit differs. */
    boolean callsAs(Settings other) {
      return new Settings(route, temperature, null)
          .equals(new Settings(other.route, other.temperature, null));
    }
  }
}
