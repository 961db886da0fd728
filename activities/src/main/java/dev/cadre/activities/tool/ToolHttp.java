package dev.cadre.activities.tool;

import dev.cadre.stores.runtime.PublicAddresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP clients of tools, and of models at tenants' addresses. One goes to public addresses by
 * https only; the other to the origins that the operator allows. Neither follows redirects,
 * repeats, keeps cookies or connections, or unpacks what was compressed.
 */
public final class ToolHttp implements AutoCloseable {

  private static final Timeout CONNECT = Timeout.ofSeconds(5);
  private static final int CONNECTIONS = 200;

  /** By default the client reads headers without end into memory. */
  private static final Http1Config HEADERS =
      Http1Config.custom().setMaxLineLength(16 * 1024).setMaxHeaderCount(200).build();

  private final HttpToolSettings settings;
  private final CloseableHttpClient guarded;
  private final CloseableHttpClient free;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tool-deadlines").factory());

  /** The client for one address. */
  public record Door(CloseableHttpClient client) {}

  public ToolHttp(HttpToolSettings settings) {
    this(settings, SystemDefaultDnsResolver.INSTANCE);
  }

  /** With another way to look names up. */
  public ToolHttp(HttpToolSettings settings, DnsResolver names) {
    this.settings = settings;
    this.guarded = client(new GuardedResolver(names));
    this.free = client(names);
  }

  /** The base types {@code HTTP_GET} and {@code HTTP_POST}. */
  public List<ToolType> types(CredentialStore credentials, OAuthTokens tokens) {
    Authorizations authorizations = new Authorizations(credentials, tokens);
    return List.of(
        new HttpTool("HTTP_GET", "GET", this, authorizations),
        new HttpTool("HTTP_POST", "POST", this, authorizations));
  }

  /** Chooses the client, and refuses what needs no look-up to be refused. */
  public Door door(URI address) {
    return settings.allows(address) ? new Door(free) : guarded(address);
  }

  /** That to public addresses alone, whatever the operator allows to tools with fixed addresses. */
  public Door guarded(URI address) {
    if (!"https".equalsIgnoreCase(address.getScheme())) {
      throw refused("Only https is allowed.", address);
    }
    String host = address.getHost();
    if (host == null) {
      throw ToolFailed.refused("The address names no host.");
    }
    if (PublicAddresses.refused(host)) {
      throw notPublic(address);
    }
    return new Door(guarded);
  }

  /** To an address that whoever runs this installation has set, wherever it is. */
  public Door operators() {
    return new Door(free);
  }

  /** Whether that is what came of an address that leads to what is not public. */
  public static boolean forbidden(IOException e) {
    return e instanceof GuardedResolver.ForbiddenAddress;
  }

  /** The address leads to what is not public. */
  public static ToolFailed notPublic(URI address) {
    return refused("The address is not a public one.", address);
  }

  private static ToolFailed refused(String why, URI address) {
    return ToolFailed.refused(
        why
            + " Whoever runs this installation may allow it: add "
            + HttpToolSettings.origin(address)
            + " to the worker's CADRE_TOOLS_HTTP_ALLOW and start it again.");
  }

  /** Ends what is late; what it runs must not block. */
  public ScheduledExecutorService clock() {
    return clock;
  }

  private static CloseableHttpClient client(DnsResolver names) {
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(names)
                .setConnectionFactory(
                    ManagedHttpClientConnectionFactory.builder().http1Config(HEADERS).build())
                .setMaxConnTotal(CONNECTIONS)
                .setMaxConnPerRoute(CONNECTIONS)
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom().setConnectTimeout(CONNECT).build())
                .build())
        .setConnectionReuseStrategy((request, response, context) -> false)
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .setUserAgent("Cadre")
        .build();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    try {
      guarded.close();
      free.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
