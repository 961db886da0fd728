package dev.cadre.api.runtime;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Where requests come from. Of {@code X-Forwarded-For} only what trusted proxies wrote is believed:
 * each appends the address that it was asked from, so the list is read from its end until an
 * address that is no trusted proxy's; what stands before it anybody may have written.
 */
@Component
public class RemoteAddresses {

  private static final String FORWARDED = "X-Forwarded-For";

  /** Proxies in a row; no honest list is longer. */
  private static final int LONGEST = 32;

  private final HttpSettings settings;

  RemoteAddresses(HttpSettings settings) {
    this.settings = settings;
  }

  /** The address of who sent a request; null where none is known. */
  public @Nullable InetAddress of(ServerWebExchange exchange) {
    InetSocketAddress peer = exchange.getRequest().getRemoteAddress();
    InetAddress address = peer == null ? null : peer.getAddress();
    return address == null || !settings.trusts(address)
        ? address
        : behind(address, exchange.getRequest().getHeaders().getOrEmpty(FORWARDED));
  }

  private InetAddress behind(InetAddress proxy, List<String> lines) {
    List<String> hops = lines.stream().flatMap(line -> Arrays.stream(line.split(",", -1))).toList();
    InetAddress last = proxy;
    for (String hop : hops.reversed().stream().limit(LONGEST).toList()) {
      Optional<InetAddress> address = read(hop.strip());
      if (address.isEmpty()) {
        return last;
      }
      last = address.get();
      if (!settings.trusts(last)) {
        return last;
      }
    }
    return last;
  }

  /** An address, where some proxies write the port too: {@code 192.0.2.1:80}, {@code [::1]:80}. */
  private static Optional<InetAddress> read(String hop) {
    String address = hop;
    if (hop.startsWith("[")) {
      int end = hop.indexOf(']');
      address = end < 0 ? hop : hop.substring(1, end);
    } else if (hop.indexOf(':') == hop.lastIndexOf(':') && hop.indexOf(':') > 0) {
      address = hop.substring(0, hop.indexOf(':'));
    }
    try {
      return Optional.of(InetAddress.ofLiteral(address));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
