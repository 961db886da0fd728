package dev.cadre.stores.key;

/** Reads secrets that settings only name. */
@FunctionalInterface
public interface SecretReader {

  /** How a setting begins that names a secret. */
  String PREFIX = "vault:";

  /**
   * The secret itself, where the setting is {@code vault:<path>#<field>}; any other is its own.
   *
   * @throws KeyUnavailable when it cannot be read now
   * @throws KeyGone when it is not there
   */
  String resolve(String setting);

  /**
   * Where there is no Vault.
   *
   * @throws IllegalStateException when a setting names a secret
   */
  static SecretReader none() {
    return setting -> {
      if (setting.startsWith(PREFIX)) {
        throw new IllegalStateException(
            "a setting begins with " + PREFIX + ", but cadre.vault.address is not set");
      }
      return setting;
    };
  }
}
