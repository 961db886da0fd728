package dev.cadre.api.runtime;

import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads parameters of paths and queries. */
public final class Parameters {

  private static final int LARGEST_PAGE = 200;
  private static final int UUID_TEXT = 36;

  private Parameters() {}

  /** A plan's id of a path; what is no id names no plan. */
  public static PlanId plan(String text) {
    return new PlanId(uuid(text, "plan"));
  }

  /** A gate's id of a path. */
  public static GateId gate(String text) {
    return new GateId(uuid(text, "gate"));
  }

  /** A tenant's id of a path. */
  public static TenantId tenant(String text) {
    return new TenantId(uuid(text, "tenant"));
  }

  /** An API key's id of a path. */
  public static UUID key(String text) {
    return uuid(text, "API key");
  }

  /** A document's intake of a path. */
  public static UUID intake(String text) {
    return uuid(text, "intake");
  }

  private static UUID uuid(String text, String what) {
    try {
      if (text.length() == UUID_TEXT) {
        return UUID.fromString(text);
      }
    } catch (IllegalArgumentException e) {
      throw ApiProblem.notFound(what);
    }
    throw ApiProblem.notFound(what);
  }

  /** How many to list: 1 to 200. */
  public static int limit(@Nullable String text, int standard) {
    if (text == null || text.isEmpty()) {
      return standard;
    }
    long limit = number("limit", text);
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw ApiProblem.parameter("limit", "must be 1 to " + LARGEST_PAGE + ".");
    }
    return (int) limit;
  }

  /** A whole number, zero or more. */
  public static long number(String name, String text) {
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw ApiProblem.parameter(name, "must be a whole number.");
    }
    throw ApiProblem.parameter(name, "must not be negative.");
  }

  /** The cursor after what these numbers name. */
  public static String cursor(long... numbers) {
    ByteBuffer buffer = ByteBuffer.allocate(numbers.length * Long.BYTES);
    Arrays.stream(numbers).forEach(buffer::putLong);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(buffer.array());
  }

  /**
   * The numbers of a cursor; null when there is none.
   *
   * @param least how many there are at least
   */
  public static long @Nullable [] numbers(String cursor, int least) {
    if (cursor.isEmpty()) {
      return null;
    }
    byte[] bytes = bytes(cursor);
    if (bytes.length % Long.BYTES != 0 || bytes.length < least * Long.BYTES) {
      throw noCursor();
    }
    long[] numbers = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(numbers);
    return numbers;
  }

  private static byte[] bytes(String cursor) {
    try {
      return Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException e) {
      throw noCursor();
    }
  }

  private static ApiProblem noCursor() {
    return ApiProblem.parameter("cursor", "is not one that a list gave.");
  }

  /** The cursor after a name. */
  public static String after(String name) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(name.getBytes(StandardCharsets.UTF_8));
  }

  /** The name of a cursor; empty when there is none. */
  public static String name(String cursor) {
    return new String(bytes(cursor), StandardCharsets.UTF_8);
  }

  /** Yes, no, or either where it is absent. */
  public static @Nullable Boolean flag(String name, String text) {
    return switch (text) {
      case "" -> null;
      case "true" -> true;
      case "false" -> false;
      default -> throw ApiProblem.parameter(name, "must be true or false.");
    };
  }

  /** The cursor after an id. */
  public static String cursor(UUID id) {
    return cursor(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  /** The id of a cursor; null when there is none. */
  public static @Nullable UUID cursor(@Nullable String text) {
    long[] numbers = text == null ? null : numbers(text, 2);
    if (numbers != null && numbers.length != 2) {
      throw noCursor();
    }
    return numbers == null ? null : new UUID(numbers[0], numbers[1]);
  }
}
