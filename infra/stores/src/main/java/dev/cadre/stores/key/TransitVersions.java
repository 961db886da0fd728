package dev.cadre.stores.key;

import dev.cadre.workflows.audit.VerificationKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what Vault tells of a signing key: the public half of each version. */
final class TransitVersions {

  /** What stands before the 32 bytes of a key in its X.509 form (RFC 8410). */
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int RAW = 32;

  private TransitVersions() {}

  /**
   * By their numbers, oldest first.
   *
   * @throws KeyUnavailable when anything is missing
   */
  static SortedMap<Integer, VerificationKey> of(String name, JsonNode key) {
    int latest = key.path("latest_version").asInt(0);
    int least = key.path("min_decryption_version").asInt(0);
    if (!TransitClient.SIGNING.equals(key.path("type").asString(""))) {
      throw new KeyUnavailable("the key " + name + " in Vault is none of Ed25519");
    }
    if (least < 1 || least > latest) {
      throw new KeyUnavailable("Vault answered no versions of " + name);
    }
    SortedMap<Integer, VerificationKey> versions = new TreeMap<>();
    Instant until = null;
    for (int version = latest; version >= least; version--) {
      VerificationKey read =
          version(name + "-v" + version, key.path("keys").path("" + version), until);
      versions.put(version, read);
      until = read.since();
    }
    return versions;
  }

  private static VerificationKey version(String keyId, JsonNode version, @Nullable Instant until) {
    try {
      byte[] raw = Base64.getDecoder().decode(version.path("public_key").asString(""));
      if (raw.length != RAW) {
        throw new KeyUnavailable("Vault answered no public key of " + keyId);
      }
      byte[] encoded = new byte[X509.length + RAW];
      System.arraycopy(X509, 0, encoded, 0, X509.length);
      System.arraycopy(raw, 0, encoded, X509.length, RAW);
      Instant since = Instant.parse(version.path("creation_time").asString(""));
      return new VerificationKey(
          keyId,
          Base64.getEncoder().encodeToString(encoded),
          since.truncatedTo(ChronoUnit.MICROS),
          until);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new KeyUnavailable("Vault answered what is no version of " + keyId, e);
    }
  }
}
