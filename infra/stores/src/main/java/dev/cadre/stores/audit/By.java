package dev.cadre.stores.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who has something done, and from where: what every change of who may do what is told of.
 *
 * @param source the hash of the address that it came from; null where none is known
 */
public record By(AuditActor actor, @Nullable String source) {

  /** Cadre itself. */
  public static final By SYSTEM = new By(AuditActor.SYSTEM, null);

  /** An entry of something that was done. */
  public AuditEntry done(Instant at, String action, String objectKind, String objectId) {
    return AuditEntry.done(at, actor, action, objectKind, objectId).from(source);
  }

  /** An entry of something that was not allowed. */
  public AuditEntry denied(
      Instant at, String action, String objectKind, String objectId, String reason) {
    return AuditEntry.denied(at, actor, action, objectKind, objectId, reason).from(source);
  }
}
