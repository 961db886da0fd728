package dev.cadre.workflows.audit;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The public half of a signing key, kept for ever so that what it signed can be verified.
 *
 * @param publicKey Ed25519, X.509 SubjectPublicKeyInfo in base64
 * @param since when it was made
 * @param until when another took its place; null while it signs
 */
public record VerificationKey(
    String keyId, String publicKey, Instant since, @Nullable Instant until) {

  static final String KIND = "key";

  private static final String ALGORITHM = "Ed25519";

  /** Several processes sign, each by its own clock. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

  /**
   * Reads a line of an export, or an item of the list that the API answers.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static VerificationKey read(Map<?, ?> line) {
    Fields fields = new Fields(line);
    return new VerificationKey(
        fields.text("keyId"),
        fields.text("publicKey"),
        fields.time("since"),
        fields.timeOrNull("until"));
  }

  /** As a line of an export. */
  public Map<String, @Nullable Object> line() {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("v", Fields.VERSION);
    line.put("kind", KIND);
    line.put("keyId", keyId);
    line.put("publicKey", publicKey);
    line.put("since", since.toString());
    line.put("until", until == null ? null : until.toString());
    return line;
  }

  /** Whether it was the one that signs at that time. */
  boolean signedAt(Instant at) {
    return !at.isBefore(since.minus(CLOCKS_DIFFER))
        && (until == null || at.isBefore(until.plus(CLOCKS_DIFFER)));
  }

  /** Whether the signature, in base64, is this key's over the message. */
  public boolean verifies(byte[] message, String signature) {
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey))));
      verifier.update(message);
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (SignatureException | IllegalArgumentException e) {
      return false;
    } catch (GeneralSecurityException e) {
      // The key is none of Ed25519, so it has signed nothing.
      return false;
    }
  }
}
