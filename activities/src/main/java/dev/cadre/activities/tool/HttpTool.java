package dev.cadre.activities.tool;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.tool.ToolSpec;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request gives {@code {status, headers, body}}. The configuration may fix the address,
 * {@code url} with places for arguments, {@code headers}, and the {@code origins} that may be
 * called; without a {@code url} the arguments are {@code {url, headers?, body?}}. A failure of a
 * repeatable call is told by its cause. Of any other call only a refused connection may be
 * repeated; what happened after the request left is unknown unless an answer came.
 */
final class HttpTool implements ToolType {

  private static final Map<String, Object> FIELDS =
      Map.of(
          "url",
          Map.of("type", "string", "maxLength", 2000),
          "headers",
          Map.of("type", "object", "additionalProperties", Map.of("type", "string")),
          "origins",
          Map.of("type", "array", "maxItems", 50, "items", Map.of("type", "string")));

  private final String name;
  private final String method;
  private final ToolHttp http;

  HttpTool(String name, String method, ToolHttp http) {
    this.name = name;
    this.method = method;
    this.http = http;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Map<String, Object> configuration() {
    return Map.of("type", "object", "properties", FIELDS, "additionalProperties", false);
  }

  /** A model never chooses among all addresses that there are. */
  @Override
  public Map<String, Object> offeredConfiguration() {
    Map<String, Object> stricter = new LinkedHashMap<>(configuration());
    stricter.put(
        "anyOf",
        List.of(Map.of("required", List.of("url")), Map.of("required", List.of("origins"))));
    return stricter;
  }

  @Override
  public Object call(ToolSpec tool, ToolCall call) {
    HttpUriRequestBase request = HttpArguments.request(method, tool, call);
    URI address = address(request);
    ToolHttp.Door door = http.door(address);
    AtomicBoolean late = new AtomicBoolean();
    long start = System.nanoTime();
    ScheduledFuture<?> watch =
        http.clock()
            .schedule(
                () -> {
                  late.set(true);
                  request.abort();
                },
                call.deadline().toMillis(),
                TimeUnit.MILLISECONDS);
    try {
      HttpReply reply =
          Objects.requireNonNull(
              door.client().execute(request, response -> read(request, response)));
      return output(reply, call, since(start));
    } catch (HttpReply.TooLarge e) {
      throw ToolFailed.called(
          FailureCategory.TOOL_FAILED, null, null, since(start), "The answer is over 16 MiB.");
    } catch (GuardedResolver.ForbiddenAddress e) {
      throw ToolHttp.notPublic(address);
    } catch (IOException e) {
      throw failure(e, call, late.get(), since(start));
    } catch (IllegalStateException e) {
      // What the client throws where the abort meets it between two steps.
      throw failure(new IOException("aborted"), call, late.get(), since(start));
    } finally {
      watch.cancel(false);
    }
  }

  /** Of what is too large the connection is broken: closing it would read all the rest. */
  private static HttpReply read(HttpUriRequestBase request, ClassicHttpResponse response)
      throws IOException {
    try {
      return HttpReply.read(response);
    } catch (HttpReply.TooLarge e) {
      request.abort();
      throw e;
    }
  }

  private static URI address(HttpUriRequestBase request) {
    try {
      return request.getUri();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("made of an address that could be read", e);
    }
  }

  private static Map<String, @Nullable Object> output(
      HttpReply reply, ToolCall call, Duration elapsed) {
    int status = reply.status();
    if (status >= 200 && status < 300) {
      return reply.output();
    }
    FailureCategory category =
        call.repeatable() ? HttpFailures.category(status) : FailureCategory.TOOL_FAILED;
    throw ToolFailed.called(
        category, status, reply.retryAfter(), elapsed, "The address answered " + status + ".");
  }

  private static ToolFailed failure(IOException e, ToolCall call, boolean late, Duration elapsed) {
    if (Thread.currentThread().isInterrupted()) {
      return ToolFailed.called(
          FailureCategory.CANCELLED, null, null, elapsed, "The call was cancelled.");
    }
    if (e instanceof ConnectException) {
      return ToolFailed.unreached(FailureCategory.TRANSPORT, true, "The connection was refused.");
    }
    if (HttpFailures.unconnected(e)) {
      return ToolFailed.unreached(
          call.repeatable() ? FailureCategory.TRANSPORT : FailureCategory.TOOL_FAILED,
          false,
          "No connection could be made.");
    }
    if (!call.repeatable()) {
      return ToolFailed.called(
          FailureCategory.OUTCOME_UNKNOWN,
          null,
          null,
          elapsed,
          "The request was sent, but no whole answer came.");
    }
    return ToolFailed.called(
        late ? FailureCategory.TIMEOUT : FailureCategory.TRANSPORT,
        null,
        null,
        elapsed,
        late ? "No whole answer came in time." : "The connection broke.");
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
