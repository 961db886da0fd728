package dev.cadre.testkit.fault;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that reached the server, recorded before anything was answered.
 *
 * @param seq from 1, in the order of arrival
 * @param headers names in lower case
 * @param model of a model call, else null
 * @param fault the kind of answer that was chosen
 */
public record SeenCall(
    long seq,
    Instant at,
    String method,
    String path,
    @Nullable String model,
    Map<String, String> headers,
    String body,
    Fault.Kind fault) {

  public SeenCall {
    headers = Map.copyOf(headers);
  }

  public @Nullable String idempotencyKey() {
    return headers.get("idempotency-key");
  }
}
