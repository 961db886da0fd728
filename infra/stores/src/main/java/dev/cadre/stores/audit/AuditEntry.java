package dev.cadre.stores.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is to be kept of an act. Every constructor refuses, with {@link IllegalArgumentException},
 * what is too long or looks like an e-mail address: the log outlives every erasure. Text from
 * outside goes through {@link AuditHandles} first.
 *
 * @param at when; kept to the microsecond
 * @param action such as {@code plan.submit}
 * @param objectKind such as {@code plan}
 * @param objectId its id, at most 200 characters
 * @param reason a code: why it was denied or failed; at most 128 characters
 * @param source the hash of the address that it came from (see AddressHash), 64 hex digits
 * @param data ids, counts and codes by name: texts of at most 256 characters, whole numbers,
 *     booleans, and lists of texts; at most 32 of them
 */
public record AuditEntry(
    Instant at,
    AuditActor actor,
    String action,
    String objectKind,
    String objectId,
    Outcome outcome,
    @Nullable String reason,
    @Nullable String source,
    Map<String, Object> data) {

  /** What came of it. */
  public enum Outcome {
    DONE,
    /** It was not allowed. */
    DENIED,
    /** It was allowed and could not be done. */
    FAILED
  }

  private static final Pattern ACTION = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*){1,3}");
  private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9_]{0,31}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9]{0,63}");
  private static final int LONGEST_ACTION = 64;
  private static final int LONGEST_ID = 200;
  private static final int LONGEST_REASON = 128;
  private static final int LONGEST_TEXT = 256;
  private static final int MOST = 32;

  public AuditEntry {
    at = at.truncatedTo(ChronoUnit.MICROS);
    AuditText.word("action", AuditText.checked("action", action, LONGEST_ACTION), ACTION);
    AuditText.word("object kind", objectKind, KIND);
    AuditText.checked("object id", objectId, LONGEST_ID);
    if (reason != null) {
      AuditText.checked("reason", reason, LONGEST_REASON);
    }
    if (source != null) {
      AuditText.word("source", source, HASH);
    }
    data = checked(data);
  }

  private static Map<String, Object> checked(Map<String, Object> data) {
    if (data.size() > MOST) {
      throw new IllegalArgumentException("data has " + data.size() + " fields, at most " + MOST);
    }
    Map<String, Object> checked = new LinkedHashMap<>();
    data.forEach((name, value) ->
        checked.put(AuditText.word("a name in data", name, NAME), value(name, value)));
    return Collections.unmodifiableMap(checked);
  }

  private static Object value(String name, Object value) {
    return switch (value) {
      case String text -> text.isEmpty() ? text : AuditText.checked(name, text, LONGEST_TEXT);
      case Boolean flag -> flag;
      case Integer number -> number.longValue();
      case Long number -> number;
      case List<?> list when list.size() <= MOST ->
          list.stream().map(item -> value(name, text(name, item))).toList();
      default ->
          throw new IllegalArgumentException(
              name + " is no text, whole number, boolean or list of at most " + MOST + " texts");
    };
  }

  private static String text(String name, Object item) {
    if (item instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name + " is no list of texts");
  }

  /** Something was done. */
  public static AuditEntry done(
      Instant at, AuditActor actor, String action, String objectKind, String objectId) {
    return new AuditEntry(
        at, actor, action, objectKind, objectId, Outcome.DONE, null, null, Map.of());
  }

  /** Something was not allowed. */
  public static AuditEntry denied(
      Instant at,
      AuditActor actor,
      String action,
      String objectKind,
      String objectId,
      String reason) {
    return new AuditEntry(
        at, actor, action, objectKind, objectId, Outcome.DENIED, reason, null, Map.of());
  }

  /** Something could not be done. */
  public static AuditEntry failed(
      Instant at,
      AuditActor actor,
      String action,
      String objectKind,
      String objectId,
      String reason) {
    return new AuditEntry(
        at, actor, action, objectKind, objectId, Outcome.FAILED, reason, null, Map.of());
  }

  /** The same with one more field of data; a null value is left out. */
  public AuditEntry with(String name, @Nullable Object value) {
    if (value == null) {
      return this;
    }
    Map<String, Object> more = new LinkedHashMap<>(data);
    more.put(name, value);
    return new AuditEntry(at, actor, action, objectKind, objectId, outcome, reason, source, more);
  }

  /** The same from an address, by its hash. */
  public AuditEntry from(@Nullable String addressHash) {
    return new AuditEntry(
        at, actor, action, objectKind, objectId, outcome, reason, addressHash, data);
  }
}
