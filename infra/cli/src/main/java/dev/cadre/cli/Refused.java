package dev.cadre.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The API answered with a problem (RFC 9457). */
public final class Refused extends RuntimeException {

  /** One of a body's problems. */
  public record Item(String code, String pointer, String message) {

    /** For a person, indented below a sentence. */
    String line() {
      return "  " + (pointer.isEmpty() ? "" : pointer + "  ") + message + " (" + code + ")";
    }
  }

  private final int status;
  private final String code;
  private final transient List<Item> items;

  Refused(int status, String code, String detail, List<Item> items) {
    super(detail);
    this.status = status;
    this.code = code;
    this.items = List.copyOf(items);
  }

  /** An answer that is no problem is one all the same. */
  static Refused read(int status, String body) {
    JsonNode problem;
    try {
      problem = CadreClient.MAPPER.readTree(body.isBlank() ? "{}" : body);
    } catch (JacksonException e) {
      return new Refused(status, "HTTP_" + status, Texts.shorten(body), List.of());
    }
    String detail = problem.path("detail").asString(problem.path("title").asString("Refused"));
    return new Refused(
        status, problem.path("code").asString("HTTP_" + status), detail, items(problem));
  }

  /** What the body lists as {@code problems}. */
  static List<Item> items(JsonNode body) {
    List<Item> items = new ArrayList<>();
    for (JsonNode item : body.path("problems")) {
      items.add(
          new Item(
              item.path("code").asString(""),
              item.path("pointer").asString(""),
              item.path("message").asString("")));
    }
    return items;
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
      text.append('\n').append(item.line());
    }
    return text.toString();
  }
}
