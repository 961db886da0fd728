package dev.cadre.stores.key;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce in front of the ciphertext and its
 * 128-bit tag behind.
 */
final class AesGcm {

  static final int NONCE = 12;
  static final int TAG_BITS = 128;
  static final int KEY = 32;

  private static final String TRANSFORMATION = "AES/GCM/NoPadding";
  private static final SecureRandom RANDOM = new SecureRandom();

  /** The one that Java prefers; finding it takes nearly as long as to seal a value. */
  private static final Provider PROVIDER = provider();

  private AesGcm() {}

  private static Provider provider() {
    try {
      return Cipher.getInstance(TRANSFORMATION).getProvider();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java must have " + TRANSFORMATION, e);
    }
  }

  static byte[] randomKey() {
    byte[] key = new byte[KEY];
    RANDOM.nextBytes(key);
    return key;
  }

  /** What seals; {@code associated} must be the same to open. */
  static byte[] seal(byte[] key, byte[] plain, String associated) {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    byte[] sealed = apply(Cipher.ENCRYPT_MODE, key, nonce, plain, 0, plain.length, associated);
    return ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
  }

  /**
   * Opens what {@link #seal} made; {@link KeyGone} when key, text or associated data is another.
   */
  static byte[] open(byte[] key, byte[] sealed, String associated) {
    if (sealed.length < NONCE) {
      throw new KeyGone("not a sealed value");
    }
    byte[] nonce = Arrays.copyOf(sealed, NONCE);
    return apply(Cipher.DECRYPT_MODE, key, nonce, sealed, NONCE, sealed.length - NONCE, associated);
  }

  private static byte[] apply(
      int mode, byte[] key, byte[] nonce, byte[] text, int from, int length, String associated) {
    try {
      Cipher cipher = Cipher.getInstance(TRANSFORMATION, PROVIDER);
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(associated.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(text, from, length);
    } catch (GeneralSecurityException e) {
      throw new KeyGone("the value does not open with this key", e);
    }
  }
}
