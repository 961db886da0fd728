package dev.cadre.stores.tenant;

import dev.cadre.stores.runtime.PublicAddresses;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Settings {@code cadre.models.*}, of API and workers: at which addresses tenants may have their
 * models called.
 *
 * @param allow origins such as {@code http://10.0.0.7:4000} that are free from the rules about
 *     https and private addresses; not those of tools, which open other servers
 */
public record ModelAddresses(@Nullable Set<String> allow) {

  /** None but public ones. */
  public static final ModelAddresses PUBLIC = new ModelAddresses(null);

  private static final int LONGEST = 500;
  private static final int LAST_PORT = 65_535;

  public ModelAddresses {
    allow =
        allow == null
            ? Set.of()
            : allow.stream()
                .filter(text -> !text.isBlank())
                .map(text -> origin(text.strip()))
                .collect(Collectors.toUnmodifiableSet());
  }

  private static String origin(String text) {
    if (text.matches("[\\x21-\\x7e]+") && text.matches("(?i)https?://.+")) {
      URI address = URI.create(text);
      if (address.getHost() != null && address.getRawUserInfo() == null) {
        return PublicAddresses.origin(address);
      }
    }
    throw new IllegalArgumentException(
        "cadre.models.allow (CADRE_MODELS_ALLOW) is a list of origins such as"
            + " http://10.0.0.7:4000; this is none: "
            + text);
  }

  private static boolean http(URI address) {
    return String.valueOf(address.getScheme()).matches("(?i)https?");
  }

  /** Whether the operator allows the address's origin as it is. */
  public boolean allows(URI address) {
    return allow != null && allow.contains(PublicAddresses.origin(address));
  }

  /** What is wrong with the text of an address, as far as that needs no look-up; or nothing. */
  public Optional<String> wrong(String text) {
    if (text.length() > LONGEST || !text.matches("[\\x21-\\x7e]+")) {
      return Optional.of("`baseUrl` is an address of 1 to " + LONGEST + " ASCII characters.");
    }
    try {
      return Optional.ofNullable(wrong(URI.create(text)));
    } catch (IllegalArgumentException e) {
      return Optional.of("`baseUrl` cannot be read; write it as in https://models.acme.com/v1.");
    }
  }

  private @Nullable String wrong(URI address) {
    if (!http(address) || address.getHost() == null || address.getPort() > LAST_PORT) {
      return "`baseUrl` begins with https:// and a host; write it as in https://models.acme.com/v1.";
    }
    if (address.getRawUserInfo() != null
        || address.getRawQuery() != null
        || address.getRawFragment() != null) {
      return "`baseUrl` holds no user, query or fragment; what is secret stands in `apiKey`.";
    }
    if (address.getRawPath().contains("//")) {
      return "`baseUrl` has an empty part in its path; write one / in the place of two.";
    }
    if (allows(address)) {
      return null;
    }
    if (!"https".equalsIgnoreCase(address.getScheme())) {
      return "`baseUrl` is not https. " + remedy(address);
    }
    return PublicAddresses.refused(address.getHost()) || loopback(address.getHost())
        ? "`baseUrl` is no public address. " + remedy(address)
        : null;
  }

  /** By its name, which resolvers need not ask for. */
  private static boolean loopback(String host) {
    return host.toLowerCase(Locale.ROOT).matches("(.*\\.)?localhost\\.?");
  }

  /** What helps who wants an address called that may not be. */
  public static String remedy(URI address) {
    return "Give a public https address, or have whoever runs this installation add "
        + PublicAddresses.origin(address)
        + " to CADRE_MODELS_ALLOW of API and workers and start them again.";
  }
}
