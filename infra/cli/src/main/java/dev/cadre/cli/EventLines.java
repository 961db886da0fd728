package dev.cadre.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Puts the lines of an event stream together to events. */
final class EventLines {

  private final StringBuilder data = new StringBuilder();
  private String id = "";
  private String type = "";

  /** The event that this line ends, or null. */
  @Nullable PlanEvent line(String line) {
    if (line.isEmpty()) {
      return end();
    }
    int colon = line.indexOf(':');
    if (colon == 0) {
      return null;
    }
    String field = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1);
    value = value.startsWith(" ") ? value.substring(1) : value;
    switch (field) {
      case "id" -> id = value;
      case "event" -> type = value;
      case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
      default -> {
        // The standard says: what is not known is ignored.
      }
    }
    return null;
  }

  private @Nullable PlanEvent end() {
    String body = data.toString();
    String named = type;
    data.setLength(0);
    type = "";
    if (body.isEmpty()) {
      return null;
    }
    try {
      JsonNode tree = CadreClient.MAPPER.readTree(body);
      return new PlanEvent(
          id,
          tree.path("at").asString(""),
          tree.path("type").asString(named),
          tree.path("step").asString(""),
          tree.path("data"));
    } catch (JacksonException e) {
      return null;
    }
  }
}
