package dev.cadre.stores.key;

import dev.cadre.workflows.tenant.TenantId;
import java.time.Instant;

/**
 * Holds the tenants' key-encryption keys and never gives them away: it wraps and unwraps data keys.
 * A tenant's key has versions, from 1; the newest one wraps. Every call may block for as long as
 * the vault's time limit, and throws {@link KeyUnavailable} when the vault does not answer (worth a
 * retry), {@link KeyGone} when what is asked for will never be there again (final).
 */
public interface KeyVault {

  /**
   * Wraps a data key with the newest version of the tenant's key, which is made if there is none.
   *
   * @param binding what the data key belongs to; the same is needed to unwrap
   */
  Wrapped wrap(TenantId tenant, byte[] dataKey, String binding);

  /**
   * The data key again.
   *
   * @throws KeyGone when the key or the binding is not the one, or the version is under the minimum
   */
  byte[] unwrap(TenantId tenant, Wrapped wrapped, String binding);

  /** The same data key, wrapped with the newest version; what was given stays good. */
  Wrapped rewrap(TenantId tenant, Wrapped wrapped, String binding);

  /** Makes a new version, which wraps from now on; the older ones still open. */
  Versions rotate(TenantId tenant);

  /**
   * Where the tenant's key stands.
   *
   * @throws KeyGone when the tenant has no key
   */
  Versions versions(TenantId tenant);

  /**
   * Lets no version under this one open any more. A minimum is never lowered.
   *
   * @throws IllegalArgumentException when there is no such version
   */
  void setMinimum(TenantId tenant, int version);

  /** Destroys all versions under the minimum, for ever. */
  void trim(TenantId tenant);

  /**
   * Destroys all versions of the tenant's key, for ever. What is wrapped afterwards is wrapped with
   * a key that opens nothing of before.
   */
  void destroy(TenantId tenant);

  /**
   * The versions of a tenant's key.
   *
   * @param latest the one that wraps
   * @param least the least that still opens
   * @param since when the latest was made
   */
  record Versions(int latest, int least, Instant since) {

    public Versions {
      if (least < 1 || least > latest) {
        throw new IllegalArgumentException("no versions: " + least + " to " + latest);
      }
    }
  }

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

    @Override
    public String toString() {
      return "Wrapped[version=" + version + "]";
    }
  }
}
