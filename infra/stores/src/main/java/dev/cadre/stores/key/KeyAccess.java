package dev.cadre.stores.key;

import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the settings give access to: a Vault, or else the local keystore. */
public final class KeyAccess implements AutoCloseable {

  private final KeyVault keys;
  private final SecretReader secrets;
  private final @Nullable VaultSession session;

  private KeyAccess(KeyVault keys, SecretReader secrets, @Nullable VaultSession session) {
    this.keys = keys;
    this.secrets = secrets;
    this.session = session;
  }

  /**
   * A Vault's, which is asked when it is needed.
   *
   * @throws IllegalStateException when the secret id cannot be read
   */
  public static KeyAccess to(VaultSettings settings, Clock clock) {
    VaultSession session = new VaultSession(settings, clock);
    return new KeyAccess(
        new VaultKeys(session, settings), new VaultSecrets(session, settings), session);
  }

  /**
   * The local keystore's.
   *
   * @throws IllegalStateException when there is no master key
   */
  public static KeyAccess to(KeySettings settings, Clock clock) {
    return new KeyAccess(
        LocalKeys.at(Objects.requireNonNull(settings.masterFile()), clock),
        SecretReader.none(),
        null);
  }

  public KeyVault keys() {
    return keys;
  }

  public SecretReader secrets() {
    return secrets;
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
  }
}
