package dev.cadre.testkit.vault;

import java.util.Map;

/**
 * A request that reached the server, with all that was sent.
 *
 * @param path from {@code /v1} on
 * @param headers names in lower case
 * @param connection tells one connection from another
 */
public record SeenRequest(
    String method, String path, Map<String, String> headers, String body, int connection) {

  public SeenRequest {
    headers = Map.copyOf(headers);
  }
}
