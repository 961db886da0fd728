package dev.cadre.stores.key;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which Vault or OpenBao holds the keys ({@code cadre.vault.*}), and who Cadre is to it: an
 * AppRole, or a token that something else keeps fresh in a file.
 *
 * @param address https, or http on loopback
 * @param namespace null where there are none
 * @param mount of the transit engine: {@code transit} by default
 * @param kvMount of the KV engine, version 2, that holds providers' keys: {@code secret} by default
 * @param secretIdFile is deleted as soon as it was read
 * @param timeout the longest that one call may take: 3 seconds by default
 */
public record VaultSettings(
    URI address,
    @Nullable String namespace,
    @DefaultValue("transit") String mount,
    @DefaultValue("secret") String kvMount,
    @Nullable String roleId,
    @Nullable Path secretIdFile,
    @Nullable Path tokenFile,
    @DefaultValue("3s") Duration timeout) {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  public VaultSettings {
    String scheme = String.valueOf(address.getScheme());
    boolean plain = scheme.equals("http") && LOOPBACK.contains(address.getHost());
    if (!plain && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          "cadre.vault.address begins with https://, or http:// on loopback, not " + address);
    }
    boolean role = roleId != null && secretIdFile != null;
    if ((roleId != null || secretIdFile != null) != role || role == (tokenFile != null)) {
      throw new IllegalArgumentException(
          "give cadre.vault.role-id and cadre.vault.secret-id-file, or cadre.vault.token-file");
    }
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("cadre.vault.timeout must be positive");
    }
    mount = segment(mount);
    kvMount = segment(kvMount);
  }

  private static String segment(String mount) {
    String path = mount.replaceAll("^/+|/+$", "");
    if (!path.matches("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")) {
      throw new IllegalArgumentException("no mount path: " + mount);
    }
    return path;
  }

  @Override
  public String toString() {
    String who = roleId != null ? "a role" : "a token file";
    return "VaultSettings[" + address + ", namespace=" + namespace + ", by " + who + "]";
  }
}
