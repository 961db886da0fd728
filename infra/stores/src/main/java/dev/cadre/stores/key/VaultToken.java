package dev.cadre.stores.key;

import java.time.Duration;

/**
 * A token as Vault told of it.
 *
 * @param life how long it lives from now; zero is for ever
 */
record VaultToken(String value, Duration life, boolean renewable) {

  @Override
  public String toString() {
    return "VaultToken[life=" + life + ", renewable=" + renewable + "]";
  }
}
