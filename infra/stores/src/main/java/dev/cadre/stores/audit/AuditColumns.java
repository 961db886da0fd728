package dev.cadre.stores.audit;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.workflows.audit.LinkedEvent;
import dev.cadre.workflows.audit.SignedHead;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of the audit log as what is hashed, signed and exported. */
final class AuditColumns {

  /** The columns of an entry, table {@code e}. */
  static final String EVENT =
      """
      e.id, e.at, e.actor, e.actor_kind, e.action, e.object_kind, e.object_id, e.outcome, e.reason,
      e.source, e.data\
      """;

  /** The columns of a head. */
  static final String HEAD = "size, root, chain, at, key_id, signature";

  private AuditColumns() {}

  /** Every column, in the form that is hashed. A name in it never changes. */
  static Map<String, @Nullable Object> event(Readable row) {
    Map<String, @Nullable Object> event = new LinkedHashMap<>();
    event.put("id", Columns.uuid(row, "id").toString());
    event.put("at", Columns.instant(row, "at").toString());
    event.put("actor", Columns.text(row, "actor"));
    event.put("actorKind", Columns.text(row, "actor_kind"));
    event.put("action", Columns.text(row, "action"));
    event.put("objectKind", Columns.text(row, "object_kind"));
    event.put("objectId", Columns.text(row, "object_id"));
    event.put("outcome", Columns.text(row, "outcome"));
    event.put("reason", row.get("reason", String.class));
    event.put("source", row.get("source", String.class));
    event.put("data", data(row));
    return event;
  }

  static Map<String, Object> data(Readable row) {
    return Json.object(Columns.text(row, "data").getBytes(StandardCharsets.UTF_8));
  }

  /** A link with its entry; without one where the entry is gone. */
  static LinkedEvent linked(TenantId tenant, Readable row) {
    return LinkedEvent.stored(
        tenant.toString(),
        Columns.count(row, "seq"),
        Columns.text(row, "prev_hash"),
        Columns.text(row, "hash"),
        eventOrNull(row));
  }

  private static @Nullable Map<String, @Nullable Object> eventOrNull(Readable row) {
    if (row.get("id") == null) {
      return null;
    }
    return event(row);
  }

  static SignedHead head(TenantId tenant, Readable row) {
    return new SignedHead(
        tenant.toString(),
        Columns.count(row, "size"),
        Columns.text(row, "root"),
        Columns.text(row, "chain"),
        Columns.instant(row, "at"),
        Columns.text(row, "key_id"),
        Columns.text(row, "signature"));
  }
}
