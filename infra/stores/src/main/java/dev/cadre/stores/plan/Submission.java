package dev.cadre.stores.plan;

import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A checked plan on its way into the store.
 *
 * @param input the plan's input, a tree
 * @param request null when the client sent no key
 * @param answer the body that the client gets, and gets again for the same request; ids and links
 *     only, it is kept in clear
 * @param redone null when the plan does no other one again
 */
public record Submission(
    TenantId tenant,
    PlanId id,
    Plan plan,
    @Nullable Object input,
    String requester,
    @Nullable RequestKey request,
    String answer,
    @Nullable Redone redone) {

  /**
   * That the plan does another one again.
   *
   * @param from the first step that runs anew; null where no step was named
   * @param kept steps whose results are taken over where they have one
   */
  public record Redone(PlanId origin, @Nullable String from, Set<String> kept) {

    public Redone {
      kept = Set.copyOf(kept);
    }
  }

  /** A plan that was sent whole. */
  public Submission(
      TenantId tenant,
      PlanId id,
      Plan plan,
      @Nullable Object input,
      String requester,
      @Nullable RequestKey request,
      String answer) {
    this(tenant, id, plan, input, requester, request, answer, null);
  }
}
