package dev.cadre.stores.audit;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it stands in the log.
 *
 * @param seq its number in the chain; null until it is linked
 */
public record AuditRead(
    String id,
    @Nullable Long seq,
    Instant at,
    String actor,
    AuditActor.Kind actorKind,
    String action,
    String objectKind,
    String objectId,
    AuditEntry.Outcome outcome,
    @Nullable String reason,
    @Nullable String source,
    Map<String, Object> data) {

  public AuditRead {
    data = Map.copyOf(data);
  }
}
