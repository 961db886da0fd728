package dev.cadre.stores.key;

import dev.cadre.workflows.tenant.TenantId;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Network addresses as they may be kept in the audit log: one address is always the same hash
 * within a tenant, and without the master key nobody can tell which. There are so few addresses
 * that a hash without a key could be undone by trying them all.
 */
public final class AddressHash {

  private final byte[] key;

  private AddressHash(byte[] key) {
    this.key = key;
  }

  /**
   * With the key of this machine.
   *
   * @throws IllegalStateException when the master key cannot be read
   */
  public static AddressHash at(Path masterFile) {
    return new AddressHash(MasterKey.derive(masterFile, "cadre-address|1"));
  }

  /** HMAC-SHA256 in lower-case hex. */
  public String of(TenantId tenant, String address) {
    return HexFormat.of().formatHex(MasterKey.hmac(key, tenant + "|" + address));
  }
}
