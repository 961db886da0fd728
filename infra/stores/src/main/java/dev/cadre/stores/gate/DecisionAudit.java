package dev.cadre.stores.gate;

import dev.cadre.stores.audit.AuditActor;
import dev.cadre.stores.audit.AuditEntry;
import dev.cadre.stores.audit.AuditHandles;
import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.Refusal;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/** A decision as the audit log keeps it: who, on what, bound to what they saw, with what effect. */
final class DecisionAudit {

  private static final String ACTION = "gate.decide";
  private static final String OBJECT = "gate";

  private DecisionAudit() {}

  /** Whatever a sender wrote as gate, reviewer or digest, there is an entry. */
  static AuditEntry of(TenantId tenant, PlanId plan, Fact.DecisionJudged judged) {
    DecideGate decision = judged.decision();
    DecisionAnswer answer = judged.answer();
    AuditActor actor =
        decision.asserted()
            ? AuditActor.asserted(tenant, decision.reviewer())
            : AuditActor.person(tenant, decision.reviewer());
    String gate = AuditHandles.of(tenant, answer.gate());
    Refusal refusal = answer.refusal();
    AuditEntry entry =
        refusal == null
            ? AuditEntry.done(judged.at(), actor, ACTION, OBJECT, gate)
            : AuditEntry.denied(judged.at(), actor, ACTION, OBJECT, gate, refusal.name());
    return entry
        .with("plan", plan.toString())
        .with("occurrence", answer.occurrence())
        .with("decision", decision.decision().name())
        .with("outcome", answer.outcome() == null ? null : answer.outcome().name())
        .with("digest", handle(tenant, decision.digest()))
        .with("bodySha256", decision.bodySha256());
  }

  private static @Nullable String handle(TenantId tenant, @Nullable String text) {
    return text == null ? null : AuditHandles.of(tenant, text);
  }
}
