package dev.cadre.activities.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An answer without an end is cut where it is too large, and not read on. */
@Timeout(60)
class HttpFloodTest {

  private static final long ALL = 400L * 1024 * 1024;

  private final CompletableFuture<Long> sent = new CompletableFuture<>();

  /** Sends till the other side has gone. */
  private void flood(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, ALL);
    byte[] part = new byte[64 * 1024];
    long count = 0;
    try {
      for (; count < ALL; count += part.length) {
        exchange.getResponseBody().write(part);
      }
    } finally {
      sent.complete(count);
    }
  }

  @Test
  void readsNoFurtherThanItsLimit() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::flood);
    server.start();
    String origin = "http://127.0.0.1:" + server.getAddress().getPort();
    try (ToolHttp http = new ToolHttp(new HttpToolSettings(Set.of(origin)))) {
      ToolCall call =
          new ToolCall(
              TenantId.DEMO, Map.of("url", origin + "/"), true, "key", Duration.ofSeconds(50));
      ToolFailed failed =
          catchThrowableOfType(
              ToolFailed.class, () -> HttpCalls.types(http).call(HttpCalls.tool("http-get"), call));

      assertThat(failed.failure().message()).contains("over 16 MiB");
      assertThat(sent.get(30, TimeUnit.SECONDS)).isLessThan(ALL / 4);
    } finally {
      server.stop(0);
    }
  }
}
