package dev.cadre.activities.llm;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** To the addresses of vendors, and those that the operator has set. */
final class ProviderHttp implements Transport, AutoCloseable {

  /** Larger answers than this are no answers of a language model. */
  private static final int BODY_LIMIT = 32 * 1024 * 1024;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client;

  ProviderHttp() {
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(Redirect.NEVER)
            .build();
  }

  @Override
  public HttpReply post(URI uri, Map<String, String> headers, String json, Duration deadline)
      throws NoReply {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            // Over plain HTTP the client would ask for an upgrade, which some local servers choke
            // on.
            .version("https".equals(uri.getScheme()) ? Version.HTTP_2 : Version.HTTP_1_1)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json));
    headers.forEach(request::setHeader);
    AtomicReference<@Nullable ResponseInfo> head = new AtomicReference<>();
    CompletableFuture<HttpResponse<byte[]>> call = client.sendAsync(request.build(), body(head));
    try {
      HttpResponse<byte[]> response = call.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
      String body = new String(response.body(), StandardCharsets.UTF_8);
      return new HttpReply(response.statusCode(), response.headers(), body, true);
    } catch (TimeoutException e) {
      return cut(head.get(), Silence.DEADLINE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoReply(Silence.INTERRUPTED);
    } catch (ExecutionException e) {
      return cut(head.get(), silence(e.getCause()));
    } finally {
      // Closes the connection of a call that did not end; no effect on one that did.
      call.cancel(true);
    }
  }

  private static BodyHandler<byte[]> body(AtomicReference<@Nullable ResponseInfo> head) {
    BodyHandler<byte[]> limited = BodyHandlers.limiting(BodyHandlers.ofByteArray(), BODY_LIMIT);
    return info -> {
      head.set(info);
      return limited.apply(info);
    };
  }

  private static HttpReply cut(@Nullable ResponseInfo head, Silence silence) throws NoReply {
    return Transport.cut(
        head == null ? null : new HttpReply(head.statusCode(), head.headers(), "", false), silence);
  }

  private static Silence silence(@Nullable Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      switch (at) {
        case ConnectException _,
            HttpConnectTimeoutException _,
            UnknownHostException _,
            UnresolvedAddressException _,
            SSLHandshakeException _ -> {
          return Silence.NOT_CONNECTED;
        }
        default -> {}
      }
    }
    return Silence.BROKEN;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** Whether a text may stand in a header as it is. */
  static boolean fitsHeader(String text) {
    return !text.isBlank() && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }
}
