package dev.cadre.activities.tool;

import dev.cadre.stores.runtime.PublicAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves names to public addresses only. The client connects to exactly what this gives, so a
 * name that answers differently the next time gains nothing.
 */
final class GuardedResolver implements DnsResolver {

  /** The client tries one after the other, each for as long as a connection may take. */
  private static final int MOST_ADDRESSES = 3;

  private final DnsResolver names;

  /** Over another resolver. */
  GuardedResolver(DnsResolver names) {
    this.names = names;
  }

  /** The name leads to no address that may be called. */
  static final class ForbiddenAddress extends UnknownHostException {

    private static final long serialVersionUID = 1L;

    ForbiddenAddress(String host) {
      super(host);
    }
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    if (PublicAddresses.disguised(host)) {
      throw new ForbiddenAddress(host);
    }
    InetAddress[] allowed =
        Arrays.stream(names.resolve(host))
            .filter(PublicAddresses::allowed)
            .limit(MOST_ADDRESSES)
            .toArray(InetAddress[]::new);
    if (allowed.length == 0) {
      throw new ForbiddenAddress(host);
    }
    return allowed;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
