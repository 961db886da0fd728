package dev.cadre.stores.key;

import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key vault of one machine: a master key in a file that only its owner may read, and beside it
 * the {@link Keystore} with the versions of tenants' keys, each 32 random bytes. Where the master
 * is older than its keystore, a tenant's first version is HMAC-SHA256(master, tenant and version),
 * as in the expand step of HKDF (RFC 5869), until the tenant's key is first rotated.
 */
public final class LocalKeys implements KeyVault {

  /** What follows the master file's name in the keystore's. */
  public static final String KEYSTORE = ".store";

  private static final Logger LOG = LoggerFactory.getLogger(LocalKeys.class);
  private static final int MASTER = 32;

  private final byte[] master;
  private final Keystore keystore;
  private final Clock clock;

  private LocalKeys(byte[] master, Path keystore, Clock clock) {
    this.master = master;
    this.keystore = new Keystore(keystore, derived("cadre-keystore\u0001"));
    this.clock = clock;
  }

  /** As {@link #at(Path, Clock)}, by the system's clock. */
  public static LocalKeys at(Path file) {
    return at(file, Clock.systemUTC());
  }

  /**
   * Reads the master key.
   *
   * @throws IllegalStateException when the file is missing or is not 32 bytes; the launcher creates
   *     it
   */
  public static LocalKeys at(Path file, Clock clock) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length != MASTER) {
        throw new IllegalStateException(
            "the master key in " + file + " must be " + MASTER + " bytes");
      }
      Path keystore = file.resolveSibling(file.getFileName() + KEYSTORE);
      LocalKeys keys = new LocalKeys(bytes, keystore, clock);
      keys.begin();
      return keys;
    } catch (IOException e) {
      throw new IllegalStateException(
          "the master key in " + file + " cannot be read; set cadre.keys.master-file", e);
    }
  }

  /**
   * From here on the age of derived keys counts: programs of before the keystore must have ended
   * when the first is rotated.
   */
  private void begin() {
    try {
      keystore.change(content ->
          content.derived() && content.since() == null
              ? new Keystore.Content(true, clock.instant(), content.tenants())
              : content);
    } catch (KeyUnavailable e) {
      LOG.atWarn()
          .addKeyValue("cause", String.valueOf(e.getMessage()))
          .log("Tenants' keys cannot be rotated: the keystore cannot be written");
    }
  }

  @Override
  public Wrapped wrap(TenantId tenant, byte[] dataKey, String binding) {
    TenantKeys keys = orNew(tenant);
    int version = keys.latest();
    return new Wrapped(version, AesGcm.seal(opening(keys, version), dataKey, binding));
  }

  @Override
  public byte[] unwrap(TenantId tenant, Wrapped wrapped, String binding) {
    byte[] bytes = wrapped.bytes();
    if (VaultKeys.wrapped(bytes)) {
      throw new KeyUnavailable("the data key was wrapped by a Vault; set cadre.vault.address");
    }
    return AesGcm.open(opening(keys(tenant), wrapped.version()), bytes, binding);
  }

  @Override
  public Wrapped rewrap(TenantId tenant, Wrapped wrapped, String binding) {
    return wrap(tenant, unwrap(tenant, wrapped, binding), binding);
  }

  @Override
  public Versions rotate(TenantId tenant) {
    orNew(tenant);
    return versions(change(tenant, keys -> keys.with(AesGcm.randomKey(), clock.instant())));
  }

  @Override
  public Versions versions(TenantId tenant) {
    return versions(keys(tenant));
  }

  @Override
  public void setMinimum(TenantId tenant, int version) {
    Versions now = versions(tenant);
    if (version < 1 || version > now.latest()) {
      throw new IllegalArgumentException("no version " + version + " of " + tenant);
    }
    change(tenant, keys -> keys.withMinimum(version));
  }

  @Override
  public void trim(TenantId tenant) {
    change(tenant, TenantKeys::trimmed);
  }

  @Override
  public void destroy(TenantId tenant) {
    keystore.change(content -> {
      TenantKeys keys = content.tenants().get(tenant.toString());
      if (keys == null && !content.derived()) {
        return content;
      }
      return content.with(
          tenant.toString(), (keys == null ? derived(tenant, content) : keys).withoutAny());
    });
  }

  private static Versions versions(TenantKeys keys) {
    return new Versions(keys.latest(), keys.minimum(), keys.since());
  }

  private TenantKeys keys(TenantId tenant) {
    return keys(tenant, keystore.read());
  }

  private TenantKeys keys(TenantId tenant, Keystore.Content content) {
    TenantKeys keys = content.tenants().get(tenant.toString());
    if (keys == null && content.derived()) {
      return derived(tenant, content);
    }
    if (keys == null || keys.destroyed()) {
      throw new KeyGone("tenant " + tenant + " has no key");
    }
    return keys;
  }

  private TenantKeys change(TenantId tenant, UnaryOperator<TenantKeys> change) {
    return keys(
        tenant,
        keystore.change(
            content -> content.with(tenant.toString(), change.apply(keys(tenant, content)))));
  }

  /** The tenant's key, which is made if there is none. */
  private TenantKeys orNew(TenantId tenant) {
    Keystore.Content content = keystore.read();
    TenantKeys keys = content.tenants().get(tenant.toString());
    boolean none = keys == null ? !content.derived() : keys.destroyed();
    return keys(tenant, none ? keystore.change(now -> withKey(now, tenant)) : content);
  }

  private Keystore.Content withKey(Keystore.Content content, TenantId tenant) {
    TenantKeys keys = content.tenants().get(tenant.toString());
    if (keys != null && !keys.destroyed()) {
      return content;
    }
    Instant now = clock.instant();
    byte[] key = AesGcm.randomKey();
    return content.with(
        tenant.toString(), keys == null ? TenantKeys.first(key, now) : keys.with(key, now));
  }

  private static byte[] opening(TenantKeys keys, int version) {
    byte[] key = keys.opening(version);
    if (key != null) {
      return key;
    }
    if (version > keys.latest()) {
      // Final it would be only if nobody could bring the newer keystore back.
      throw new KeyUnavailable("the keystore is older than the data: it has no version " + version);
    }
    throw new KeyGone("version " + version + " of the tenant's key is gone");
  }

  private TenantKeys derived(TenantId tenant, Keystore.Content content) {
    Instant since = content.since();
    return TenantKeys.first(
        derived("cadre-kek|" + tenant + "|1\u0001"), since == null ? clock.instant() : since);
  }

  private byte[] derived(String use) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(master, "HmacSHA256"));
      return mac.doFinal(use.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
