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

/**
 * One POST, sent once. The deadline covers the body too: a body that stalls ends like a server that
 * never answers.
 */
final class ProviderHttp implements AutoCloseable {

  /** How a request got no reply. */
  enum Silence {
    /** The connection did not come about: the request did not leave. */
    NOT_CONNECTED,
    /** The connection broke before a status came. */
    BROKEN,
    /** The deadline passed. */
    DEADLINE,
    /** The calling thread was interrupted. */
    INTERRUPTED
  }

  /** A request without a usable status line. */
  static final class NoReply extends Exception {

    private static final long serialVersionUID = 1;

    private final Silence silence;

    NoReply(Silence silence) {
      // No cause: exceptions of HTTP clients may quote headers.
      super(silence.name());
      this.silence = silence;
    }

    Silence silence() {
      return silence;
    }
  }

  /** Larger answers than this are no answers of a language model. */
  private static final long BODY_LIMIT = 32L * 1024 * 1024;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client;

  ProviderHttp() {
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(Redirect.NEVER)
            .build();
  }

  HttpReply post(URI uri, Map<String, String> headers, String json, Duration deadline)
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

  /** An error status says more than its missing body does; a good one says nothing without it. */
  private static HttpReply cut(@Nullable ResponseInfo head, Silence silence) throws NoReply {
    if (head == null || (silence == Silence.DEADLINE && head.statusCode() < 400)) {
      throw new NoReply(silence);
    }
    return new HttpReply(head.statusCode(), head.headers(), "", false);
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
