package dev.cadre.workflows.audit;

import dev.cadre.workflows.expression.CanonicalJson;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the audit log in its place in the chain. Its hash is the SHA-256 of the RFC 8785 form
 * of {@code {v, tenant, seq, prev, event}}.
 *
 * @param seq from 1, without gaps
 * @param prev the hash of the entry before it; {@link #FIRST} where there is none
 * @param event the entry's columns; null when the entry is gone and only its link stands
 */
public record LinkedEvent(
    String tenant,
    long seq,
    String prev,
    String hash,
    @Nullable Map<String, @Nullable Object> event) {

  /** What the first entry has before it. */
  public static final String FIRST = "0".repeat(64);

  static final String KIND = "event";

  public LinkedEvent {
    event = event == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(event));
  }

  /** Links an entry. */
  public static LinkedEvent link(
      String tenant, long seq, String prev, Map<String, @Nullable Object> event) {
    return new LinkedEvent(tenant, seq, prev, hash(tenant, seq, prev, event), event);
  }

  /** An entry as it was linked once, whether its hash is right or not. */
  public static LinkedEvent stored(
      String tenant,
      long seq,
      String prev,
      String hash,
      @Nullable Map<String, @Nullable Object> event) {
    return new LinkedEvent(tenant, seq, prev, hash, event);
  }

  /**
   * Reads a line of an export.
   *
   * @throws IllegalArgumentException when it is none
   */
  static LinkedEvent read(Map<?, ?> line) {
    Fields fields = new Fields(line).known();
    Map<?, ?> event = fields.objectOrNull(KIND);
    Map<String, @Nullable Object> columns = null;
    if (event != null) {
      columns = new LinkedHashMap<>();
      for (Map.Entry<?, ?> column : event.entrySet()) {
        columns.put(String.valueOf(column.getKey()), column.getValue());
      }
    }
    return new LinkedEvent(
        fields.text("tenant"),
        fields.number("seq"),
        fields.hash("prev"),
        fields.hash("hash"),
        columns);
  }

  /** As a line of an export. */
  public Map<String, @Nullable Object> line() {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("v", Fields.VERSION);
    line.put("kind", KIND);
    line.put("tenant", tenant);
    line.put("seq", seq);
    line.put("prev", prev);
    line.put("hash", hash);
    line.put(KIND, event);
    return line;
  }

  /** Whether this entry, standing in another's place, would have that one's hash. */
  boolean fits(LinkedEvent place) {
    return event != null && hash(tenant, place.seq, place.prev, event).equals(place.hash);
  }

  /** Whether it was linked under another number. */
  boolean linkedAs(long number) {
    return event != null && hash(tenant, number, prev, event).equals(hash);
  }

  private static String hash(
      String tenant, long seq, String prev, Map<String, @Nullable Object> event) {
    Map<String, @Nullable Object> form = new LinkedHashMap<>();
    form.put("v", Fields.VERSION);
    form.put("tenant", tenant);
    form.put("seq", seq);
    form.put("prev", prev);
    form.put(KIND, event);
    return CanonicalJson.sha256(form);
  }
}
