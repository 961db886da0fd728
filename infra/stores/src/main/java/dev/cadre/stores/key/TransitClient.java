package dev.cadre.stores.key;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** As much of Vault's transit engine as Cadre uses; the driver has no calls for it. */
final class TransitClient {

  /** Vault's own rotation, should ours not run. */
  static final String AUTO_ROTATE = "2160h";

  /** Vault's name for the kind of key that signs. */
  static final String SIGNING = "ed25519";

  private final VaultSession session;
  private final String mount;

  TransitClient(VaultSession session, String mount) {
    this.session = session;
    this.mount = mount;
  }

  /** Makes a key; one that is there stays as it is. */
  void create(String key) {
    write(
            "keys/" + key,
            Map.of("type", "aes256-gcm96", "exportable", false, "auto_rotate_period", AUTO_ROTATE))
        .data("a new key");
  }

  /** Makes a key that signs with Ed25519; one that is there stays as it is. */
  void createSigning(String key) {
    write("keys/" + key, Map.of("type", SIGNING, "exportable", false)).data("a new signing key");
  }

  /** Text that begins with {@code vault:v}, the version and a colon. */
  String encrypt(String key, byte[] plain, String associated) {
    return write(
            "encrypt/" + key,
            Map.of("plaintext", base64(plain), "associated_data", base64(associated)))
        .text("an encryption", "ciphertext");
  }

  byte[] decrypt(String key, String cipher, String associated) {
    String plain =
        write("decrypt/" + key, Map.of("ciphertext", cipher, "associated_data", base64(associated)))
            .text("a decryption", "plaintext");
    try {
      return Base64.getDecoder().decode(plain);
    } catch (IllegalArgumentException _) {
      // Its message would show what it is of.
      throw new KeyUnavailable("Vault answered no base64 to a decryption");
    }
  }

  /** The newest version's: {@code vault:v}, the version, a colon, and base64. */
  String sign(String key, byte[] message) {
    return write("sign/" + key, Map.of("input", base64(message))).text("a signing", "signature");
  }

  void rotate(String key) {
    write("keys/" + key + "/rotate", Map.of()).data("a rotation");
  }

  JsonNode read(String key) {
    return session
        .transit("a key's versions", vault -> vault.read(mount + "/keys/" + key))
        .data("a key's versions");
  }

  void setMinimum(String key, int version) {
    write(
            "keys/" + key + "/config",
            Map.of("min_decryption_version", version, "min_encryption_version", version))
        .data("a minimum");
  }

  void trim(String key, int version) {
    write("keys/" + key + "/trim", Map.of("min_available_version", version)).data("a trim");
  }

  /** Destroys a key; one that is not there is destroyed. */
  void destroy(String key) {
    try {
      write("keys/" + key + "/config", Map.of("deletion_allowed", true)).data("a destruction");
      session
          .transit("a destruction", vault -> vault.delete(mount + "/keys/" + key))
          .data("a destruction");
    } catch (KeyGone _) {
      // Nothing is left to destroy.
    }
  }

  private VaultAnswer write(String path, Map<String, Object> body) {
    return session.transit(path, vault -> vault.write(mount + "/" + path, body));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }
}
