package dev.cadre.cli;

import java.util.List;
import java.util.Objects;

/** The API answered with a problem (RFC 9457). */
public final class Refused extends RuntimeException {

  /** One of a body's problems. */
  public record Item(String code, String pointer, String message) {}

  private final int status;
  private final String code;
  private final transient List<Item> items;

  Refused(int status, String code, String detail, List<Item> items) {
    super(detail);
    this.status = status;
    this.code = code;
    this.items = List.copyOf(items);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The problem's code, such as {@code PLAN_INVALID}. */
  public String code() {
    return code;
  }

  /** As sentences for a person: the detail, then each problem with its pointer. */
  public String sentences() {
    StringBuilder text = new StringBuilder();
    text.append(Objects.requireNonNullElse(getMessage(), "Refused"));
    text.append(" (").append(code).append(", ").append(status).append(")");
    for (Item item : items) {
      text.append("\n  ").append(item.pointer().isEmpty() ? "/" : item.pointer());
      text.append("  ").append(item.message()).append(" (").append(item.code()).append(")");
    }
    return text.toString();
  }
}
