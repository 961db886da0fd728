package dev.cadre.testkit.vault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How requests fail.
 *
 * @param status of the answer; 0 where the request is served
 * @param body of the answer; null for what Vault would say
 * @param type of the answer's content
 * @param delay before anything is done
 * @param stall whether the answer's body never ends
 */
public record VaultFault(
    int status, @Nullable String body, String type, Duration delay, boolean stall) {

  private static final String JSON = "application/json";

  /** What a sealed server answers to everything. */
  public static VaultFault sealed() {
    return status(503, "{\"errors\":[\"Vault is sealed\"]}");
  }

  /** What a token without the right is answered. */
  public static VaultFault forbidden() {
    return status(403, "{\"errors\":[\"1 error occurred:\\n\\t* permission denied\\n\\n\"]}");
  }

  public static VaultFault status(int status, String body) {
    return new VaultFault(status, body, JSON, Duration.ZERO, false);
  }

  /** As if all were well, but it is no JSON. */
  public static VaultFault garbage() {
    return status(200, "\u0001 not { json");
  }

  /** JSON by another name, as of a proxy's own page. */
  public static VaultFault wrongType(String body) {
    return new VaultFault(200, body, "text/html", Duration.ZERO, false);
  }

  /** Served rightly, but late. */
  public static VaultFault slow(Duration delay) {
    return new VaultFault(0, null, JSON, delay, false);
  }

  /** The head of an answer, and then nothing. */
  public static VaultFault stalled() {
    return new VaultFault(200, "{\"data\":", JSON, Duration.ZERO, true);
  }
}
