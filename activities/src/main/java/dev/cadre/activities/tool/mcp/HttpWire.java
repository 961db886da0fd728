package dev.cadre.activities.tool.mcp;

import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.activities.tool.ToolHttp;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/** A session over streamable HTTP: each message is a POST of its own. */
final class HttpWire implements Wire {

  private static final String SESSION = "Mcp-Session-Id";
  private static final Pattern SESSION_ID = Pattern.compile("[\\x21-\\x7E]{1,1024}");
  private static final int MOST_ASKS = 20;

  /** For what is said to a server out of courtesy. */
  private static final Duration BRIEFLY = Duration.ofSeconds(2);

  private final URI address;
  private final Map<String, String> headers;
  private final HttpLine line;
  private final AtomicLong ids = new AtomicLong();
  private volatile @Nullable String session;
  private volatile @Nullable String revision;

  HttpWire(McpSettings.Server server, ToolHttp http) {
    this.address = Objects.requireNonNull(server.url());
    this.headers = server.headerValues();
    this.line = new HttpLine(address, http);
  }

  @Override
  public Map<String, ?> ask(String method, Map<String, ?> params, Allowance allowance)
      throws McpFailure {
    long id = ids.incrementAndGet();
    try {
      return post(
          Message.request(id, method, params),
          method,
          allowance,
          response -> {
            if (method.equals("initialize")) {
              session = sessionId(response.getFirstHeader(SESSION));
            }
            return result(response, id, allowance);
          });
    } catch (McpFailure e) {
      if (method.equals("tools/call") && e.givenUp()) {
        var _ = later(() -> cancel(id));
      }
      throw e;
    }
  }

  private void cancel(long id) throws McpFailure {
    tell("notifications/cancelled", Map.of("requestId", id), new Allowance(BRIEFLY));
  }

  private static @Nullable String sessionId(@Nullable Header header) throws McpFailure {
    String id = header == null ? null : header.getValue();
    if (id != null && !SESSION_ID.matcher(id).matches()) {
      throw McpFailure.wrong("named its session with characters that no name has; look at it.");
    }
    return id;
  }

  @Override
  public void tell(String method, Map<String, ?> params, Allowance allowance) throws McpFailure {
    say(Message.notification(method, params), method, allowance);
  }

  private void say(byte[] message, String what, Allowance allowance) throws McpFailure {
    var _ = post(message, what, allowance, _ -> true);
  }

  private Map<String, ?> result(ClassicHttpResponse response, long id, Allowance allowance)
      throws IOException {
    HttpEntity entity = response.getEntity();
    ContentType type = entity == null ? null : ContentType.parseLenient(entity.getContentType());
    String mime = type == null ? "" : String.valueOf(type.getMimeType()).toLowerCase(Locale.ROOT);
    if (entity != null && mime.equals("application/json")) {
      Message message = Message.read(allowance.counted(entity.getContent()).readAllBytes());
      if (message instanceof Message.Answer answer) {
        return Message.result(answer, id);
      }
    } else if (entity != null && mime.equals("text/event-stream")) {
      return result(allowance.counted(entity.getContent()), id, allowance);
    }
    throw McpFailure.wrong(
        "answered with neither JSON nor a stream of events; look whether its url is right.");
  }

  private Map<String, ?> result(InputStream stream, long id, Allowance allowance)
      throws IOException {
    SseEvents events = new SseEvents(stream);
    int asks = 0;
    for (byte[] event = events.next(); event != null; event = events.next()) {
      switch (Message.read(event)) {
        case Message.Answer answer -> {
          return Message.result(answer, id);
        }
        case Message.Ask ask -> {
          if (++asks > MOST_ASKS) {
            throw McpFailure.wrong("asked the client over 20 times in one call; look at it.");
          }
          say(Message.reply(ask), "the answer to what it asked", allowance);
        }
        case Message.Note _ -> {}
      }
    }
    throw McpFailure.broken("hung up before its answer was whole; look at the server.");
  }

  private <T> T post(byte[] message, String what, Allowance allowance, HttpLine.Reading<T> reading)
      throws McpFailure {
    HttpUriRequestBase request = request("POST");
    request.setEntity(new ByteArrayEntity(message, ContentType.APPLICATION_JSON));
    request.setHeader("Accept", "application/json, text/event-stream");
    return line.send(request, what, allowance, reading);
  }

  private HttpUriRequestBase request(String method) {
    HttpUriRequestBase request = new HttpUriRequestBase(method, address);
    headers.forEach(request::setHeader);
    String named = session;
    if (named != null) {
      request.setHeader(SESSION, named);
    }
    String agreed = revision;
    if (agreed != null) {
      request.setHeader("MCP-Protocol-Version", agreed);
    }
    return request;
  }

  @Override
  public void agreed(String agreed) {
    revision = agreed;
  }

  @Override
  public boolean alive() {
    return true;
  }

  /** Tells the server that its session is over, where it has one. */
  @Override
  public CompletableFuture<Void> close() {
    return session == null
        ? CompletableFuture.completedFuture(null)
        : later(() -> {
          var _ = line.send(request("DELETE"), "DELETE", new Allowance(BRIEFLY), _ -> true);
        });
  }

  private interface Courtesy {
    void done() throws McpFailure;
  }

  /** Not on the caller's thread, whose time may be over. */
  private static CompletableFuture<Void> later(Courtesy courtesy) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        courtesy.done();
      } catch (McpFailure | ToolFailed e) {
        // The server does without.
      } finally {
        done.complete(null);
      }
    });
    return done;
  }
}
