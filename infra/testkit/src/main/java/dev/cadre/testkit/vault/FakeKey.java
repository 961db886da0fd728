package dev.cadre.testkit.vault;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** One key of the fake's transit engine; refuses in the words of Vault 1.21. */
abstract sealed class FakeKey permits FakeAesKey, FakeSigningKey {

  private int latest;
  private int minDecryption = 1;
  private int minEncryption;
  private int minAvailable;
  private boolean deletionAllowed;

  /** The kind as Vault names it. */
  abstract String type();

  /** Makes a version. */
  abstract void make(int version);

  /** Destroys all versions under this one. */
  abstract void forgetUnder(int version);

  /** What may be told of a version. */
  abstract Object told(int version);

  Reply encrypt(JsonNode body) {
    return Reply.error(400, "message encryption not supported for key type " + type());
  }

  Reply decrypt(JsonNode body) {
    return Reply.error(400, "message decryption not supported for key type " + type());
  }

  Reply sign(JsonNode body) {
    return Reply.error(400, "key type " + type() + " does not support signing");
  }

  int latest() {
    return latest;
  }

  int minDecryption() {
    return minDecryption;
  }

  boolean deletionAllowed() {
    return deletionAllowed;
  }

  Reply state() {
    Map<String, Object> kept = new TreeMap<>();
    for (int version = minDecryption; version <= latest; version++) {
      kept.put("" + version, told(version));
    }
    return Reply.data(
        Map.of(
            "type", type(),
            "exportable", false,
            "latest_version", latest,
            "min_decryption_version", minDecryption,
            "min_encryption_version", minEncryption,
            "min_available_version", minAvailable,
            "deletion_allowed", deletionAllowed,
            "keys", kept));
  }

  Reply rotate() {
    latest++;
    make(latest);
    return state();
  }

  Reply configure(JsonNode body) {
    int decryption = body.path("min_decryption_version").asInt(minDecryption);
    if (decryption > latest) {
      return Reply.error(
          400,
          "cannot set min decryption version of %d, latest key version is %d"
              .formatted(decryption, latest));
    }
    if (decryption < minAvailable) {
      return Reply.error(
          400, "min decryption version should not be less then min available version");
    }
    minDecryption = decryption;
    minEncryption = body.path("min_encryption_version").asInt(minEncryption);
    deletionAllowed = body.path("deletion_allowed").asBoolean(deletionAllowed);
    return state();
  }

  Reply trim(JsonNode body) {
    int least = body.path("min_available_version").asInt(0);
    if (minEncryption == 0 || least > minDecryption || least > minEncryption) {
      return Reply.error(400, "minimum available version cannot be set above the minimums");
    }
    minAvailable = least;
    forgetUnder(least);
    return state();
  }
}
