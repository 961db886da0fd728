package dev.cadre.stores.key;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What Vault answered, with a status that says something of the request: 2xx, 400, 403, 404, 405.
 *
 * @param body an object; empty where there was none
 */
record VaultAnswer(int status, JsonNode body) {

  /**
   * What says that no repetition will help. Vault has no codes, and a 400 may also come of a
   * mistake that can be put right; what is not known here is worth a retry.
   */
  private static final List<String> FINAL =
      List.of(
          "message authentication failed",
          "could not decode base64",
          "invalid ciphertext length",
          "too old",
          "key not found",
          "no existing key",
          "could not delete key; not found");

  boolean ok() {
    return status >= 200 && status < 300;
  }

  /** The data of an answer that is one; throws what else it means. */
  JsonNode data(String asked) {
    if (!ok()) {
      throw failure(asked);
    }
    return body.path("data");
  }

  /**
   * The text in a field of the data.
   *
   * @throws KeyUnavailable when there is none: nothing empty is ever taken for a key
   */
  String text(String asked, String field) {
    String text = data(asked).path(field).asString("");
    if (text.isEmpty()) {
      throw new KeyUnavailable("Vault answered no " + field + " to " + asked);
    }
    return text;
  }

  private RuntimeException failure(String asked) {
    // What Vault says is not repeated: it may tell of what was sent.
    String said = "Vault answered " + status + " to " + asked;
    boolean missing = status == 404 && body.path("errors").isEmpty();
    boolean refused = status == 400 && says(FINAL);
    return missing || refused ? new KeyGone(said) : new KeyUnavailable(said);
  }

  private boolean says(List<String> phrases) {
    return body.path("errors")
        .valueStream()
        .map(error -> error.asString(""))
        .anyMatch(error -> phrases.stream().anyMatch(error::contains));
  }

  @Override
  public String toString() {
    return "VaultAnswer[" + status + "]";
  }
}
