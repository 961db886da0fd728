package dev.cadre.stores.key;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the settings give access to: a Vault, or else the local keystore. */
public final class KeyAccess implements AutoCloseable {

  private final KeyVault keys;
  private final SecretReader secrets;
  private final Supplier<Signer> signer;
  private final Function<ScopeKeys, AddressHash> addresses;
  private final @Nullable VaultSession session;

  private KeyAccess(
      KeyVault keys,
      SecretReader secrets,
      Supplier<Signer> signer,
      Function<ScopeKeys, AddressHash> addresses,
      @Nullable VaultSession session) {
    this.keys = keys;
    this.secrets = secrets;
    this.signer = signer;
    this.addresses = addresses;
    this.session = session;
  }

  /**
   * A Vault's, which is asked when it is needed.
   *
   * @throws IllegalStateException when the secret id cannot be read
   */
  public static KeyAccess to(VaultSettings settings, Clock clock) {
    return to(settings, null, clock);
  }

  /**
   * A Vault's, which is asked when it is needed.
   *
   * @param masterFile beside which the keys stand that signed before there was a Vault, to verify
   *     what they signed; null where none did
   * @throws IllegalStateException when the secret id cannot be read
   */
  public static KeyAccess to(VaultSettings settings, @Nullable Path masterFile, Clock clock) {
    VaultSession session = new VaultSession(settings, clock);
    return new KeyAccess(
        new VaultKeys(session, settings),
        new VaultSecrets(session, settings),
        () -> {
          Signer signer = new VaultSigner(session, settings);
          return masterFile == null
              ? signer
              : new SucceedingSigner(signer, LocalSigner.at(masterFile, clock));
        },
        AddressHash::of,
        session);
  }

  /**
   * The local keystore's.
   *
   * @throws IllegalStateException when there is no master key
   */
  public static KeyAccess to(KeySettings settings, Clock clock) {
    Path masterFile = Objects.requireNonNull(settings.masterFile());
    return new KeyAccess(
        LocalKeys.at(masterFile, clock),
        SecretReader.none(),
        () -> LocalSigner.at(masterFile, clock),
        _ -> AddressHash.at(masterFile),
        null);
  }

  public KeyVault keys() {
    return keys;
  }

  public SecretReader secrets() {
    return secrets;
  }

  /**
   * What signs the audit log. Each call makes one; only the API needs it.
   *
   * @throws IllegalStateException when a master key is named that cannot be read
   */
  public Signer signer() {
    return signer.get();
  }

  /**
   * What hashes the addresses in the audit log. Only the API needs it.
   *
   * @param scopes with the keys of this
   */
  public AddressHash addresses(ScopeKeys scopes) {
    return addresses.apply(scopes);
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
  }
}
