package dev.cadre.stores.key;

import dev.cadre.workflows.audit.VerificationKey;
import java.util.List;

/** Holds a signing key and never gives it away; signs with Ed25519 (RFC 8032). */
public interface Signer {

  /**
   * Signs with the newest key. May wait for a file or a server.
   *
   * @throws KeyUnavailable when the key cannot be reached now (worth a retry)
   * @throws KeyGone when it does not open (final)
   */
  Signature sign(byte[] message);

  /**
   * Every key that ever signed, oldest first; empty before the first signature. May wait.
   *
   * @throws KeyUnavailable when they cannot be read now
   */
  List<VerificationKey> keys();

  /** A signature, and the key that made it. */
  final class Signature {

    private final String keyId;
    private final byte[] bytes;

    public Signature(String keyId, byte[] bytes) {
      this.keyId = keyId;
      this.bytes = bytes.clone();
    }

    public String keyId() {
      return keyId;
    }

    public byte[] bytes() {
      return bytes.clone();
    }
  }
}
