package dev.cadre.activities.tool;

import dev.cadre.stores.runtime.PublicAddresses;
import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings {@code cadre.tools.http.*}.
 *
 * @param allow origins such as {@code http://127.0.0.1:9000} that are free from the rules about
 *     https and private addresses
 */
@ConfigurationProperties(prefix = "cadre.tools.http", ignoreUnknownFields = false)
public record HttpToolSettings(@Nullable Set<String> allow) {

  public HttpToolSettings {
    allow =
        allow == null
            ? Set.of()
            : allow.stream()
                .map(text -> origin(URI.create(text.strip())))
                .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the owner of this installation allows the address's origin as it is. */
  boolean allows(URI address) {
    return allow != null && allow.contains(origin(address));
  }

  /** Scheme, host and port, the port always written. */
  static String origin(URI address) {
    return PublicAddresses.origin(address);
  }
}
