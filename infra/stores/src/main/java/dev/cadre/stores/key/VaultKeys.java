package dev.cadre.stores.key;

import dev.cadre.workflows.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The key vault of Vault or OpenBao: a transit key {@code t-<tenant>} for each tenant, which never
 * leaves it. The binding is the associated data.
 */
final class VaultKeys implements KeyVault {

  private static final Pattern CIPHER = Pattern.compile("vault:v([1-9][0-9]{0,8}):[A-Za-z0-9+/=]+");
  private static final String PREFIX = "vault:v";

  private final TransitClient transit;
  private final Set<TenantId> known = ConcurrentHashMap.newKeySet();

  VaultKeys(VaultSession session, VaultSettings settings) {
    this.transit = new TransitClient(session, settings.mount());
  }

  /** Whether a Vault wrapped this. */
  static boolean wrapped(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).startsWith(PREFIX);
  }

  private static String name(TenantId tenant) {
    return "t-" + tenant;
  }

  /** Asked once a tenant and process: encrypting would make a key too, but of no set kind. */
  private void ensure(TenantId tenant) {
    if (!known.contains(tenant)) {
      transit.create(name(tenant));
      known.add(tenant);
    }
  }

  @Override
  public Wrapped wrap(TenantId tenant, byte[] dataKey, String binding) {
    ensure(tenant);
    String cipher = transit.encrypt(name(tenant), dataKey, binding);
    Matcher parts = CIPHER.matcher(cipher);
    if (!parts.matches()) {
      throw new KeyUnavailable("Vault answered no ciphertext to an encryption");
    }
    return new Wrapped(
        Integer.parseInt(parts.group(1)), cipher.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public byte[] unwrap(TenantId tenant, Wrapped wrapped, String binding) {
    byte[] bytes = wrapped.bytes();
    if (!wrapped(bytes)) {
      throw new KeyUnavailable(
          "the data key was wrapped by a local keystore; unset cadre.vault.address");
    }
    return transit.decrypt(name(tenant), new String(bytes, StandardCharsets.ISO_8859_1), binding);
  }

  /** Vault's own rewrap takes no associated data; so the data key comes by here for a moment. */
  @Override
  public Wrapped rewrap(TenantId tenant, Wrapped wrapped, String binding) {
    byte[] dataKey = unwrap(tenant, wrapped, binding);
    try {
      return wrap(tenant, dataKey, binding);
    } finally {
      Arrays.fill(dataKey, (byte) 0);
    }
  }

  @Override
  public Versions rotate(TenantId tenant) {
    ensure(tenant);
    transit.rotate(name(tenant));
    return versions(tenant);
  }

  @Override
  public Versions versions(TenantId tenant) {
    JsonNode key = transit.read(name(tenant));
    int latest = key.path("latest_version").asInt(0);
    int least = key.path("min_decryption_version").asInt(0);
    long since = key.path("keys").path(Integer.toString(latest)).asLong(0);
    if (latest < 1 || least < 1 || least > latest || since < 1) {
      throw new KeyUnavailable("Vault answered no versions of a key");
    }
    return new Versions(latest, least, Instant.ofEpochSecond(since));
  }

  @Override
  public void setMinimum(TenantId tenant, int version) {
    Versions now = versions(tenant);
    if (version < 1 || version > now.latest()) {
      throw new IllegalArgumentException("no version " + version + " of " + tenant);
    }
    if (version > now.least()) {
      transit.setMinimum(name(tenant), version);
    }
  }

  @Override
  public void trim(TenantId tenant) {
    Versions now = versions(tenant);
    if (now.least() > 1) {
      transit.trim(name(tenant), now.least());
    }
  }

  @Override
  public void destroy(TenantId tenant) {
    transit.destroy(name(tenant));
    known.remove(tenant);
  }
}
