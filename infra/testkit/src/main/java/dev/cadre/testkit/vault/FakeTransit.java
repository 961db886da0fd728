package dev.cadre.testkit.vault;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The transit engine for keys of the kinds aes256-gcm96 and ed25519, in memory. */
final class FakeTransit {

  private final Map<String, FakeKey> keys = new HashMap<>();

  /** What follows the mount in the path, such as {@code keys/t-1/rotate}. */
  synchronized Reply serve(String method, String path, JsonNode body) {
    String[] parts = path.split("/", -1);
    if (parts.length < 2 || parts.length > 3) {
      return unsupported();
    }
    String name = parts[1];
    String call = method + " " + parts[0] + (parts.length == 3 ? "/" + parts[2] : "");
    if (call.equals("POST keys") || call.equals("POST encrypt")) {
      keys.computeIfAbsent(name, _ -> made(body));
    }
    FakeKey key = keys.get(name);
    return key == null ? missing(call, name) : known(call, name, key, body);
  }

  synchronized void forget(String name) {
    keys.remove(name);
  }

  /** A key that is there stays of its kind. */
  private static FakeKey made(JsonNode body) {
    return FakeSigningKey.TYPE.equals(body.path("type").asString(""))
        ? new FakeSigningKey()
        : new FakeAesKey();
  }

  private Reply known(String call, String name, FakeKey key, JsonNode body) {
    return switch (call) {
      case "POST keys", "GET keys" -> key.state();
      case "POST keys/rotate" -> key.rotate();
      case "POST keys/config" -> key.configure(body);
      case "POST keys/trim" -> key.trim(body);
      case "POST encrypt" -> key.encrypt(body);
      case "POST decrypt" -> key.decrypt(body);
      case "POST sign" -> key.sign(body);
      case "DELETE keys" -> delete(name, key);
      default -> unsupported();
    };
  }

  private static Reply missing(String call, String name) {
    return switch (call) {
      case "GET keys" -> Reply.error(404);
      case "POST decrypt" -> Reply.error(400, "encryption key not found");
      case "POST sign" -> Reply.error(400, "signing key not found");
      case "POST keys/rotate" -> Reply.error(400, "key not found");
      case "POST keys/config" ->
          Reply.error(400, "no existing key named " + name + " could be found");
      case "DELETE keys" ->
          Reply.error(400, "error deleting policy " + name + ": could not delete key; not found");
      default -> unsupported();
    };
  }

  private static Reply unsupported() {
    return Reply.error(404, "1 error occurred:\n\t* unsupported path\n\n");
  }

  private Reply delete(String name, FakeKey key) {
    if (!key.deletionAllowed()) {
      return Reply.error(
          400, "error deleting policy " + name + ": deletion is not allowed for this key");
    }
    keys.remove(name);
    return Reply.DONE;
  }
}
