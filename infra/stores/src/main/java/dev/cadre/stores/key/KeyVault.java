package dev.cadre.stores.key;

import dev.cadre.workflows.tenant.TenantId;

/**
 * Holds the tenants' key-encryption keys and never gives them away: it wraps and unwraps data keys.
 */
public interface KeyVault {

  /**
   * Wraps a data key with the newest key of the tenant.
   *
   * @param binding what the data key belongs to; the same is needed to unwrap
   */
  Wrapped wrap(TenantId tenant, byte[] dataKey, String binding);

  /**
   * The data key again.
   *
   * @throws KeyUnavailable when the vault does not answer (worth a retry)
   * @throws KeyGone when the key or the binding is not the one (final)
   */
  byte[] unwrap(TenantId tenant, Wrapped wrapped, String binding);

  /** A wrapped data key, and the version of the key-encryption key that wrapped it. */
  final class Wrapped {

    private final int version;
    private final byte[] bytes;

    public Wrapped(int version, byte[] bytes) {
      this.version = version;
      this.bytes = bytes.clone();
    }

    public int version() {
      return version;
    }

    public byte[] bytes() {
      return bytes.clone();
    }
  }
}
