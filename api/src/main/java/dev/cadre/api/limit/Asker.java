package dev.cadre.api.limit;

import dev.cadre.workflows.tenant.TenantId;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Who is counted for a request. */
public sealed interface Asker {

  /** An account, and its tenant with it. */
  record Account(TenantId tenant, String name) implements Asker {

    String key() {
      return tenant + "/" + name;
    }
  }

  /**
   * Somebody who is not known yet.
   *
   * @param network what one customer of a network has: an IPv4 address, or 64 bits of IPv6
   */
  record Address(String network) implements Asker {

    private static final int HALF_OF_IPV6 = 8;

    /** Who asks from an address; all whose address is not known are one. */
    public static Address of(@Nullable InetAddress address) {
      return new Address(
          switch (address) {
            case null -> "";
            case Inet6Address six ->
                HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), HALF_OF_IPV6));
            default -> address.getHostAddress();
          });
    }
  }
}
