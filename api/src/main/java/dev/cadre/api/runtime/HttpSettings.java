package dev.cadre.api.runtime;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the API listens ({@code cadre.http.*}).
 *
 * @param port 8080 by default
 * @param address 127.0.0.1 by default
 * @param publicUrl how browsers reach it, in links; by default {@code http://address:port}
 * @param drain how long it says that it is not ready, and still answers, before it stops; by
 *     default one second
 * @param trustedProxies whose word on where a request came from is believed (the header {@code
 *     X-Forwarded-For}); by default nobody's
 */
public record HttpSettings(
    @Nullable Integer port,
    @Nullable String address,
    @Nullable URI publicUrl,
    @Nullable Duration drain,
    @Nullable List<Network> trustedProxies) {

  private static final int DEFAULT_PORT = 8080;
  private static final Duration DEFAULT_DRAIN = Duration.ofSeconds(1);

  public HttpSettings {
    port = port == null ? DEFAULT_PORT : port;
    address = address == null ? "127.0.0.1" : address;
    publicUrl = publicUrl == null ? URI.create("http://" + address + ":" + port) : publicUrl;
    drain = drain == null ? DEFAULT_DRAIN : drain;
    trustedProxies = trustedProxies == null ? List.of() : List.copyOf(trustedProxies);
    if (drain.isNegative()) {
      throw new IllegalArgumentException("cadre.http.drain is a length of time, or none");
    }
  }

  /** Whether an address is that of a proxy whose word is believed. */
  boolean trusts(InetAddress address) {
    return trustedProxies != null
        && trustedProxies.stream().anyMatch(network -> network.holds(address));
  }

  /** The address of a path of this API. */
  public String link(String path) {
    String base = String.valueOf(publicUrl);
    return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
  }
}
