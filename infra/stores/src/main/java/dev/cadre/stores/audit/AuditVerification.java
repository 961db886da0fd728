package dev.cadre.stores.audit;

import dev.cadre.stores.key.Signer;
import dev.cadre.workflows.audit.AuditReport;
import dev.cadre.workflows.audit.AuditVerifier;
import dev.cadre.workflows.tenant.TenantId;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Verifies a tenant's log as it stands in the database, against the heads there and those that were
 * exported. Reads all of it.
 */
public final class AuditVerification {

  private final AuditChain chain;
  private final AuditHeads heads;
  private final AuditTrail trail;
  private final Signer signer;

  public AuditVerification(AuditChain chain, AuditHeads heads, AuditTrail trail, Signer signer) {
    this.chain = chain;
    this.heads = heads;
    this.trail = trail;
    this.signer = signer;
  }

  /** What is wrong with the log, and what is not. */
  public Mono<AuditReport> verify(TenantId tenant) {
    Mono<AuditReport> verified =
        Mono.using(() -> heads.exported(tenant), exported -> verify(tenant, exported));
    return chain.link(tenant).then(verified.subscribeOn(Schedulers.boundedElastic()));
  }

  private Mono<AuditReport> verify(TenantId tenant, HeadLines exported) {
    var verifier = new AuditVerifier(signer.keys(), exported);
    return trail
        .parts(tenant)
        .publishOn(Schedulers.boundedElastic(), 1)
        .doOnNext(part -> part.each(verifier::entry, verifier::head))
        .then(Mono.fromCallable(verifier::report));
  }
}
