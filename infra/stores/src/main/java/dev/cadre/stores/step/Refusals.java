package dev.cadre.stores.step;

import dev.cadre.stores.audit.AuditActor;
import dev.cadre.stores.audit.AuditEntry;
import dev.cadre.stores.audit.AuditHandles;
import dev.cadre.stores.audit.AuditRows;
import dev.cadre.stores.tool.ModelTurn;
import dev.cadre.stores.tool.ToolAsk;
import dev.cadre.stores.tool.ToolRefusal;
import dev.cadre.workflows.tenant.TenantId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells of what models asked for and may not have: in the plan's log, and in the tenant's audit.
 */
final class Refusals {

  private Refusals() {}

  static Mono<Void> told(Ledger ledger, ModelTurn turn) {
    TenantId tenant = ledger.attempt.tenant();
    return Flux.fromIterable(turn.asks())
        .concatMap(ask -> {
          ToolRefusal refusal = ask.refusal();
          return refusal == null ? Mono.empty() : told(ledger, tenant, ask, refusal);
        })
        .then();
  }

  private static Mono<Void> told(Ledger ledger, TenantId tenant, ToolAsk ask, ToolRefusal refusal) {
    ledger.told.tell(
        "tool.refused", "tool", ask.tool(), "code", refusal.code().name(), "ask", ask.call());
    AuditEntry entry =
        AuditEntry.denied(
                ledger.now,
                AuditActor.SYSTEM,
                "tool.call",
                "tool",
                handle(tenant, ask.tool(), refusal),
                refusal.code().name())
            .with("plan", ledger.key.plan().toString())
            .with("step", ledger.key.step())
            .with("occurrence", ledger.key.occurrence())
            .with("turn", ledger.key.turn());
    return AuditRows.write(ledger.client, tenant, entry);
  }

  /** What is no tool's name may be anything that a model has read. */
  private static String handle(TenantId tenant, String tool, ToolRefusal refusal) {
    return refusal.code() == ToolRefusal.Code.UNKNOWN_TOOL
        ? AuditHandles.hash(tenant, tool)
        : AuditHandles.of(tenant, tool);
  }
}
