package dev.cadre.stores.audit;

/** What was signed and what stands do not fit: nothing more is signed. Verification says where. */
public final class AuditBroken extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AuditBroken(String message) {
    super(message);
  }
}
