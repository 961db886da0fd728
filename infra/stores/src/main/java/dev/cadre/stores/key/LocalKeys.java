package dev.cadre.stores.key;

import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key vault of one machine: a master key in a file that only its owner may read. A tenant's
 * key-encryption key of a version is HMAC-SHA256(master, tenant and version), as in the expand step
 * of HKDF (RFC 5869), so nothing but the master is stored.
 */
public final class LocalKeys implements KeyVault {

  private static final int MASTER = 32;
  private static final int VERSION = 1;

  private final byte[] master;

  private LocalKeys(byte[] master) {
    this.master = master;
  }

  /**
   * Reads the master key.
   *
   * @throws IllegalStateException when the file is missing or is not 32 bytes; the launcher creates
   *     it
   */
  public static LocalKeys at(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length != MASTER) {
        throw new IllegalStateException(
            "the master key in " + file + " must be " + MASTER + " bytes");
      }
      return new LocalKeys(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(
          "the master key in " + file + " cannot be read; set cadre.keys.master-file", e);
    }
  }

  @Override
  public Wrapped wrap(TenantId tenant, byte[] dataKey, String binding) {
    return new Wrapped(VERSION, AesGcm.seal(tenantKey(tenant, VERSION), dataKey, binding));
  }

  @Override
  public byte[] unwrap(TenantId tenant, Wrapped wrapped, String binding) {
    return AesGcm.open(tenantKey(tenant, wrapped.version()), wrapped.bytes(), binding);
  }

  private byte[] tenantKey(TenantId tenant, int version) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(master, "HmacSHA256"));
      return mac.doFinal(
          ("cadre-kek|" + tenant + "|" + version + "\u0001").getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
