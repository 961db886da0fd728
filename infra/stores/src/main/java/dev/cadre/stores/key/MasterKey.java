package dev.cadre.stores.key;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keys for other purposes than wrapping, made of the master key. */
final class MasterKey {

  private static final int BYTES = 32;
  private static final String HMAC = "HmacSHA256";

  private MasterKey() {}

  /**
   * HMAC-SHA256(master, purpose), as in the expand step of HKDF (RFC 5869).
   *
   * @throws IllegalStateException when the file cannot be read or is not 32 bytes
   */
  static byte[] derive(Path masterFile, String purpose) {
    try {
      byte[] master = Files.readAllBytes(masterFile);
      if (master.length != BYTES) {
        throw new IllegalStateException(
            "the master key in " + masterFile + " must be " + BYTES + " bytes");
      }
      return hmac(master, purpose + "\u0001");
    } catch (IOException e) {
      throw new IllegalStateException(
          "the master key in " + masterFile + " cannot be read; set cadre.keys.master-file", e);
    }
  }

  static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }
}
