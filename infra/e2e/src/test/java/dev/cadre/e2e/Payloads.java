package dev.cadre.e2e;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The payloads in a history as the {@code temporal} command prints it. */
final class Payloads {

  private Payloads() {}

  /** Every object with metadata and data, wherever it stands. */
  static List<JsonNode> in(JsonNode tree) {
    List<JsonNode> found = new ArrayList<>();
    collect(tree, found);
    return found;
  }

  private static void collect(JsonNode node, List<JsonNode> found) {
    if (node.path("data").isString() && node.path("metadata").isObject()) {
      found.add(node);
    }
    node.forEach(child -> collect(child, found));
  }

  /** A field's bytes, read as text. */
  static String clear(JsonNode payload, String field) {
    byte[] bytes = Base64.getDecoder().decode(payload.path(field).asString(""));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** How a payload is encoded. */
  static String encoding(JsonNode payload) {
    return clear(payload.path("metadata"), "encoding");
  }
}
