package dev.cadre.testkit.vault;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;

/** A key of the kind aes256-gcm96: encrypts and decrypts. */
final class FakeAesKey extends FakeKey {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern CIPHER = Pattern.compile("vault:v([0-9]+):(.*)");
  private static final int NONCE = 12;

  private final TreeMap<Integer, byte[]> versions = new TreeMap<>();
  private final TreeMap<Integer, Long> made = new TreeMap<>();

  FakeAesKey() {
    rotate();
  }

  @Override
  String type() {
    return "aes256-gcm96";
  }

  @Override
  void make(int version) {
    byte[] key = new byte[32];
    RANDOM.nextBytes(key);
    versions.put(version, key);
    made.put(version, Instant.now().getEpochSecond());
  }

  @Override
  void forgetUnder(int version) {
    versions.headMap(version).clear();
    made.headMap(version).clear();
  }

  @Override
  Object told(int version) {
    return Objects.requireNonNull(made.get(version));
  }

  @Override
  Reply encrypt(JsonNode body) {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, latest(), nonce, body).doFinal(bytes(body, "plaintext"));
      byte[] whole = Arrays.copyOf(nonce, NONCE + sealed.length);
      System.arraycopy(sealed, 0, whole, NONCE, sealed.length);
      String text = "vault:v" + latest() + ":" + Base64.getEncoder().encodeToString(whole);
      return Reply.data(Map.of("ciphertext", text, "key_version", latest()));
    } catch (GeneralSecurityException e) {
      return Reply.error(500, "internal error");
    }
  }

  @Override
  Reply decrypt(JsonNode body) {
    Matcher parts = CIPHER.matcher(body.path("ciphertext").asString(""));
    if (!parts.matches()) {
      return Reply.error(400, "invalid ciphertext: no prefix");
    }
    int version = Integer.parseInt(parts.group(1));
    if (version > latest()) {
      return Reply.error(400, "invalid ciphertext: version is too new");
    }
    if (version < minDecryption()) {
      return Reply.error(400, "ciphertext or signature version is disallowed by policy (too old)");
    }
    try {
      byte[] whole = Base64.getDecoder().decode(parts.group(2));
      byte[] nonce = Arrays.copyOf(whole, NONCE);
      byte[] plain =
          cipher(Cipher.DECRYPT_MODE, version, nonce, body)
              .doFinal(whole, NONCE, whole.length - NONCE);
      return Reply.data(Map.of("plaintext", Base64.getEncoder().encodeToString(plain)));
    } catch (IllegalArgumentException e) {
      return Reply.error(400, "invalid ciphertext: could not decode base64");
    } catch (GeneralSecurityException e) {
      return Reply.error(400, "cipher: message authentication failed");
    }
  }

  private Cipher cipher(int mode, int version, byte[] nonce, JsonNode body)
      throws GeneralSecurityException {
    byte[] key = Objects.requireNonNull(versions.get(version));
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    cipher.updateAAD(bytes(body, "associated_data"));
    return cipher;
  }

  private static byte[] bytes(JsonNode body, String field) {
    return Base64.getDecoder().decode(body.path(field).asString(""));
  }
}
