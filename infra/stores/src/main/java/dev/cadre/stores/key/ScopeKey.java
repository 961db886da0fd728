package dev.cadre.stores.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The data key of one scope (a plan, a tenant). Sealing binds a value to the scope and to where it
 * stands, so that it opens nowhere else.
 */
public final class ScopeKey {

  private static final String MAC = "HmacSHA256";

  private final String scope;
  private final int version;
  private final byte[] dataKey;

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

  byte[] dataKey() {
    return dataKey.clone();
  }

  /**
   * HMAC-SHA256 of a text under a key derived from this one, in hex: equal for equal texts of one
   * place, and a guess of the text cannot be checked without the key.
   */
  public String tag(String place, String text) {
    return HexFormat.of().formatHex(mac(mac(dataKey, "cadre-tag|" + associated(place)), text));
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
    return AesGcm.seal(dataKey, plain, associated(place));
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
    return AesGcm.open(dataKey, sealed, associated(place));
  }

  /** Opens text. */
  public String openText(String place, byte[] sealed) {
    return new String(open(place, sealed), StandardCharsets.UTF_8);
  }

  private String associated(String place) {
    return scope + "|" + version + "|" + place;
  }

  @Override
  public String toString() {
    return "ScopeKey[" + scope + ", " + version + "]";
  }
}
