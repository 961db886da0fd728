package dev.cadre.activities.tool.mcp;

import dev.cadre.stores.plan.Documents;
import dev.cadre.stores.plan.MalformedDocument;
import dev.cadre.workflows.expression.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message of JSON-RPC 2.0. */
sealed interface Message {

  /** Values in one message; each takes many times the bytes in memory that it has on the wire. */
  int MOST_VALUES = 200_000;

  int LONGEST_ID = 256;
  long METHOD_NOT_FOUND = -32601;

  /** Answers a request. */
  sealed interface Answer extends Message {
    /** A text, a Long, or null where the server could not tell. */
    @Nullable Object id();
  }

  record Result(Object id, Map<String, ?> value) implements Answer {}

  record Refusal(@Nullable Object id, long code) implements Answer {}

  /** The server's own request. */
  record Ask(Object id, String method) implements Message {}

  /** A notification. */
  record Note() implements Message {}

  /** Reads one; whatever is no such message is a failure. */
  static Message read(byte[] json) throws McpFailure {
    if (!(tree(json) instanceof Map<?, ?> map) || !"2.0".equals(map.get("jsonrpc"))) {
      throw McpFailure.wrong("sent a message that is none of JSON-RPC 2.0; look at the server.");
    }
    Object id = map.get("id");
    boolean named = id instanceof Long || (id instanceof String text && fits(text));
    if (map.get("method") instanceof String method) {
      if (map.containsKey("id") && (!named || id == null)) {
        throw McpFailure.wrong("sent a request without an id; look at the server.");
      }
      return id == null ? new Note() : new Ask(id, method);
    }
    if (map.get("error") instanceof Map<?, ?> error) {
      return new Refusal(named ? id : null, error.get("code") instanceof Long code ? code : 0);
    }
    if (!named || id == null || !(map.get("result") instanceof Map<?, ?> result)) {
      throw McpFailure.wrong("sent an answer without an id or a result; look at the server.");
    }
    return new Result(id, named(result));
  }

  /** What a request got, if it is that which was answered. */
  static Map<String, ?> result(Answer answer, long id) throws McpFailure {
    if (answer.id() != null && !answer.id().equals(id)) {
      throw McpFailure.wrong("answered another request than was sent; look at the server.");
    }
    return switch (answer) {
      case Result result -> result.value();
      case Refusal refusal ->
          throw McpFailure.no(
              "refused with the JSON-RPC error " + refusal.code() + "; look there for the reason.");
    };
  }

  private static boolean fits(String id) {
    return id.length() <= LONGEST_ID;
  }

  /** A JSON object with its names as texts, which they are. */
  static Map<String, Object> named(Map<?, ?> map) {
    Map<String, Object> named = new LinkedHashMap<>();
    map.forEach((name, value) -> {
      if (value != null) {
        named.put(String.valueOf(name), value);
      }
    });
    return named;
  }

  private static @Nullable Object tree(byte[] json) throws McpFailure {
    if (values(json) > MOST_VALUES) {
      throw McpFailure.wrong("sent a message of over 200,000 values; ask it for less at once.");
    }
    try {
      return Documents.parse(json, Documents.Format.JSON);
    } catch (MalformedDocument e) {
      throw McpFailure.wrong(
          "sent what is no JSON, or has a key twice, NUL, a number over 64 bits or over 100 levels;"
              + " look at the server.");
    }
  }

  /** About how many: what opens or separates them, outside of texts. */
  private static int values(byte[] json) {
    int values = 0;
    boolean text = false;
    for (int i = 0; i < json.length; i++) {
      switch (json[i]) {
        case '\\' -> i++;
        case '"' -> text = !text;
        case '{', '[', ',' -> values += text ? 0 : 1;
        default -> {}
      }
    }
    return values;
  }

  static byte[] request(long id, String method, Map<String, ?> params) {
    return written(Map.of("jsonrpc", "2.0", "id", id, "method", method, "params", params));
  }

  static byte[] notification(String method, Map<String, ?> params) {
    return written(Map.of("jsonrpc", "2.0", "method", method, "params", params));
  }

  /** What a server gets for what it asks: a client without capabilities only answers a ping. */
  static byte[] reply(Ask ask) {
    return ask.method().equals("ping")
        ? written(Map.of("jsonrpc", "2.0", "id", ask.id(), "result", Map.of()))
        : written(
            Map.of(
                "jsonrpc",
                "2.0",
                "id",
                ask.id(),
                "error",
                Map.of("code", METHOD_NOT_FOUND, "message", "Method not found")));
  }

  private static byte[] written(Map<String, ?> message) {
    return CanonicalJson.of(message).getBytes(StandardCharsets.UTF_8);
  }
}
