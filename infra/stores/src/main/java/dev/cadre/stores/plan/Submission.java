package dev.cadre.stores.plan;

import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * A checked plan on its way into the store.
 *
 * @param input the plan's input, a tree
 * @param request null when the client sent no key
 * @param answer the body that the client gets, and gets again for the same request; ids and links
 *     only, it is kept in clear
 */
public record Submission(
    TenantId tenant,
    PlanId id,
    Plan plan,
    @Nullable Object input,
    String requester,
    @Nullable RequestKey request,
    String answer) {}
