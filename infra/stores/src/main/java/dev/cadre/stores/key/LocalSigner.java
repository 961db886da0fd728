package dev.cadre.stores.key;

import dev.cadre.workflows.audit.VerificationKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The signing keys of one machine: a file for each, beside the master key, made when the first
 * signature is asked for and never changed or deleted. The private half is sealed with a key that
 * is derived from the master key.
 */
public final class LocalSigner implements Signer {

  private static final String ALGORITHM = "Ed25519";

  private final SigningKeyFiles files;
  private final byte[] sealing;
  private final ConcurrentHashMap<String, PrivateKey> opened = new ConcurrentHashMap<>();

  private LocalSigner(SigningKeyFiles files, byte[] sealing) {
    this.files = files;
    this.sealing = sealing;
  }

  /**
   * With the folder {@code signing} beside the master key.
   *
   * @throws IllegalStateException when the master key cannot be read
   */
  public static LocalSigner at(Path masterFile, Clock clock) {
    byte[] sealing = MasterKey.derive(masterFile, "cadre-signing|1");
    Path folder = masterFile.toAbsolutePath().resolveSibling("signing");
    return new LocalSigner(new SigningKeyFiles(folder, sealing, clock), sealing);
  }

  @Override
  public Signature sign(byte[] message) {
    try {
      // Read anew each time: another process may have rotated the key.
      List<SigningKeyFiles.Stored> stored = files.read();
      SigningKeyFiles.Stored newest = stored.isEmpty() ? files.first() : stored.getLast();
      var signer = java.security.Signature.getInstance(ALGORITHM);
      signer.initSign(opened.computeIfAbsent(newest.keyId(), _ -> open(newest)));
      signer.update(message);
      return new Signature(newest.keyId(), signer.sign());
    } catch (IOException e) {
      throw unavailable(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  private PrivateKey open(SigningKeyFiles.Stored stored) {
    byte[] encoded =
        AesGcm.open(
            sealing,
            Base64.getDecoder().decode(stored.sealed()),
            SigningKeyFiles.binding(stored.keyId()));
    try {
      return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new KeyGone("the signing key " + stored.keyId() + " is none", e);
    }
  }

  /** Makes a new key, which signs from now on; those before it stay, to verify. */
  public VerificationKey rotate() {
    try {
      SigningKeyFiles.Stored made = files.next();
      return new VerificationKey(made.keyId(), made.publicKey(), made.since(), null);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public List<VerificationKey> keys() {
    try {
      List<SigningKeyFiles.Stored> stored = files.read();
      List<VerificationKey> keys = new ArrayList<>();
      for (int i = 0; i < stored.size(); i++) {
        SigningKeyFiles.Stored key = stored.get(i);
        Instant until = i + 1 < stored.size() ? stored.get(i + 1).since() : null;
        keys.add(new VerificationKey(key.keyId(), key.publicKey(), key.since(), until));
      }
      return keys;
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  private static KeyUnavailable unavailable(IOException e) {
    return new KeyUnavailable("the signing keys beside the master key cannot be reached", e);
  }
}
