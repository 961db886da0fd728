package dev.cadre.workflows.audit;

import dev.cadre.workflows.expression.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What somebody who holds a signing key said of the log at a time: so many entries, this root.
 *
 * @param size how many entries it covers
 * @param root of the Merkle tree over their hashes, in hex
 * @param chain the hash of the last of them
 * @param signature Ed25519 over {@link #message}, in base64
 */
public record SignedHead(
    String tenant,
    long size,
    String root,
    String chain,
    Instant at,
    String keyId,
    String signature) {

  static final String KIND = "head";

  /** So that a signature over another kind of document is none over a head. */
  private static final String TYPE = "cadre.audit.head";

  /**
   * Reads a line of an export.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static SignedHead read(Map<?, ?> line) {
    Fields fields = new Fields(line).known();
    return new SignedHead(
        fields.text("tenant"),
        fields.number("size"),
        fields.hash("root"),
        fields.hash("chain"),
        fields.time("at"),
        fields.text("keyId"),
        fields.text("signature"));
  }

  /** As a line of an export. */
  public Map<String, Object> line() {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("v", Fields.VERSION);
    line.put("kind", KIND);
    line.put("tenant", tenant);
    line.put("size", size);
    line.put("root", root);
    line.put("chain", chain);
    line.put("at", at.toString());
    line.put("keyId", keyId);
    line.put("signature", signature);
    return line;
  }

  /** What is signed: the RFC 8785 form of {@code {type, v, tenant, size, root, chain, at}}. */
  public byte[] message() {
    return message(tenant, size, root, chain, at);
  }

  /** What is to be signed. */
  public static byte[] message(String tenant, long size, String root, String chain, Instant at) {
    Map<String, Object> form = new LinkedHashMap<>();
    form.put("type", TYPE);
    form.put("v", Fields.VERSION);
    form.put("tenant", tenant);
    form.put("size", size);
    form.put("root", root);
    form.put("chain", chain);
    form.put("at", at.toString());
    return CanonicalJson.of(form).getBytes(StandardCharsets.UTF_8);
  }

  /** Whether another says the same of the log. */
  boolean agrees(SignedHead other) {
    return size == other.size && root.equals(other.root) && chain.equals(other.chain);
  }
}
