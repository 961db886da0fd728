package dev.cadre.stores.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The data key of one scope (a plan, a tenant). Sealing binds a value to the scope and to where it
 * stands, so that it opens nowhere else. It is for use at once: minutes after it was handed out it
 * is erased, and every use is {@link KeyUnavailable}.
 */
public final class ScopeKey {

  private static final String MAC = "HmacSHA256";

  private final String scope;
  private final int version;
  private final byte[] dataKey;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean erased;

  ScopeKey(String scope, int version, byte[] dataKey) {
    this.scope = scope;
    this.version = version;
    this.dataKey = dataKey;
  }

  public String scope() {
    return scope;
  }

  public int version() {
    return version;
  }

  /**
   * HMAC-SHA256 of a text under a key derived from this one, in hex: equal for equal texts of one
   * place, and a guess of the text cannot be checked without the key.
   */
  public String tag(String place, String text) {
    return HexFormat.of()
        .formatHex(use(key -> mac(mac(key, "cadre-tag|" + associated(place)), text)));
  }

  private static byte[] mac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + MAC, e);
    }
  }

  /**
   * Seals bytes.
   *
   * @param place where the value stands, such as {@code plan.input}
   */
  public byte[] seal(String place, byte[] plain) {
    return use(key -> AesGcm.seal(key, plain, associated(place)));
  }

  /** Seals text. */
  public byte[] sealText(String place, String plain) {
    return seal(place, plain.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Opens what was sealed at the same place.
   *
   * @throws KeyGone when it was not
   */
  public byte[] open(String place, byte[] sealed) {
    return use(key -> AesGcm.open(key, sealed, associated(place)));
  }

  /** Opens text. */
  public String openText(String place, byte[] sealed) {
    return new String(open(place, sealed), StandardCharsets.UTF_8);
  }

  /** Overwrites the key in memory. Whoever is sealing with it ends first. */
  void erase() {
    Lock alone = lock.writeLock();
    alone.lock();
    try {
      erased = true;
      Arrays.fill(dataKey, (byte) 0);
    } finally {
      alone.unlock();
    }
  }

  private byte[] use(UnaryOperator<byte[]> use) {
    Lock shared = lock.readLock();
    shared.lock();
    try {
      if (erased) {
        throw new KeyUnavailable("the key of " + scope + " was held for too long");
      }
      return use.apply(dataKey);
    } finally {
      shared.unlock();
    }
  }

  private String associated(String place) {
    return scope + "|" + version + "|" + place;
  }

  @Override
  public String toString() {
    return "ScopeKey[" + scope + ", " + version + "]";
  }
}
