package dev.cadre.stores.key;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The key of one tenant in the keystore, with those of its versions that are not destroyed.
 *
 * @param latest the number of the newest version, counted on after all were destroyed
 * @param minimum the least version that still opens
 * @param since when the newest was made
 * @param versions each version's 32 bytes
 */
record TenantKeys(int latest, int minimum, Instant since, Map<Integer, byte[]> versions) {

  TenantKeys {
    versions = Map.copyOf(versions);
  }

  /** One that begins. */
  static TenantKeys first(byte[] key, Instant since) {
    return new TenantKeys(1, 1, since, Map.of(1, key));
  }

  boolean destroyed() {
    return versions.isEmpty();
  }

  /** The version's key; null when it opens nothing any more. */
  byte @Nullable [] opening(int version) {
    return version < minimum ? null : versions.get(version);
  }

  TenantKeys with(byte[] key, Instant now) {
    Map<Integer, byte[]> more = new TreeMap<>(versions);
    more.put(latest + 1, key);
    // After all were destroyed, the numbers of before stay under the minimum.
    return new TenantKeys(latest + 1, destroyed() ? latest + 1 : minimum, now, more);
  }

  TenantKeys withMinimum(int version) {
    return new TenantKeys(latest, Math.max(minimum, version), since, versions);
  }

  TenantKeys trimmed() {
    Map<Integer, byte[]> kept = new TreeMap<>(versions);
    kept.keySet().removeIf(version -> version < minimum);
    return new TenantKeys(latest, minimum, since, kept);
  }

  TenantKeys withoutAny() {
    return new TenantKeys(latest, latest, since, Map.of());
  }

  @Override
  public String toString() {
    return "TenantKeys[latest=" + latest + ", minimum=" + minimum + "]";
  }
}
