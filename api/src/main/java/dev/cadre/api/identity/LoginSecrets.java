package dev.cadre.api.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What binds a login to the browser that began it. Nonce and PKCE verifier are derived from what
 * only that browser keeps, so no store holds them, and any API process can end the login.
 *
 * @param state goes through the provider and back
 * @param browser a secret, kept in a cookie
 */
public record LoginSecrets(String state, String browser) {

  private static final String MAC = "HmacSHA256";
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** New ones. */
  public static LoginSecrets random() {
    return new LoginSecrets(text(), text());
  }

  private static String text() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return encoded(bytes);
  }

  String nonce() {
    return derived("nonce");
  }

  /** 43 characters, as RFC 7636 wants at least. */
  String verifier() {
    return derived("verifier");
  }

  String challenge() {
    try {
      byte[] verifier = verifier().getBytes(StandardCharsets.US_ASCII);
      return encoded(MessageDigest.getInstance("SHA-256").digest(verifier));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String derived(String what) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(browser.getBytes(StandardCharsets.UTF_8), MAC));
      return encoded(mac.doFinal((what + "/" + state).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "LoginSecrets";
  }
}
