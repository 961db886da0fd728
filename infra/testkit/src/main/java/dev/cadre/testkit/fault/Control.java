package dev.cadre.testkit.fault;

import dev.cadre.testkit.fault.HttpWire.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The server's own doors, for tests in other processes: {@code POST /_script} takes {@code {match:
 * {model, path, header, value}, faults: [...], always: {...}}}, a fault being {@code {kind, status,
 * headers, body, text, delayMillis, usage: {input, output, cached}}}; {@code DELETE /_script}
 * forgets; {@code GET /_ledger} answers {@code {calls: [...]}}, {@code DELETE /_ledger} forgets
 * them.
 */
final class Control {

  private static final JsonMapper JSON = JsonMapper.shared();

  private Control() {}

  static void answer(FaultServer server, HttpWire wire, Request request) throws IOException {
    switch (request.method() + " " + request.path()) {
      case "POST /_script" -> script(server, wire, request.body());
      case "DELETE /_script" -> {
        server.forgetScript();
        wire.head(204, Map.of(), 0);
      }
      case "DELETE /_ledger" -> {
        server.forgetLedger();
        wire.head(204, Map.of(), 0);
      }
      case "GET /_ledger" -> json(wire, 200, Map.of("calls", server.ledger()));
      default -> json(wire, 404, Map.of("error", "no such door"));
    }
  }

  private static void script(FaultServer server, HttpWire wire, String body) throws IOException {
    try {
      JsonNode tree = JSON.readTree(body);
      JsonNode at = tree.path("match");
      Match match =
          new Match(text(at, "model"), text(at, "path"), text(at, "header"), text(at, "value"));
      List<Fault> faults = new ArrayList<>();
      tree.path("faults").forEach(node -> faults.add(fault(node)));
      server.script(match, faults.toArray(Fault[]::new));
      if (tree.path("always").isObject()) {
        server.always(match, fault(tree.path("always")));
      }
      json(wire, 200, Map.of("queued", faults.size()));
    } catch (JacksonException | IllegalArgumentException e) {
      json(wire, 400, Map.of("error", String.valueOf(e.getMessage())));
    }
  }

  private static Fault fault(JsonNode node) {
    Map<String, String> headers = new LinkedHashMap<>();
    node.path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asString()));
    JsonNode usage = node.path("usage");
    return new Fault(
        Fault.Kind.valueOf(node.path("kind").asString("ANSWER")),
        node.path("status").asInt(200),
        headers,
        text(node, "body"),
        text(node, "text"),
        Duration.ofMillis(node.path("delayMillis").asLong(0)),
        usage.isObject()
            ? new Fault.Tokens(
                usage.path("input").asLong(0),
                usage.path("output").asLong(0),
                usage.path("cached").asLong(0))
            : null);
  }

  private static @Nullable String text(JsonNode node, String field) {
    return node.path(field).isString() ? node.path(field).asString() : null;
  }

  private static void json(HttpWire wire, int status, Map<String, ?> tree) throws IOException {
    byte[] body = ModelAnswers.utf8(ModelAnswers.json(tree));
    wire.head(status, Map.of(), body.length);
    wire.bytes(body);
  }
}
