package dev.cadre.activities.tool;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.tool.ToolSpec;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

/**
 * One HTTP request gives {@code {status, headers, body}}. The configuration may fix the address,
 * {@code url} with places for arguments, {@code headers}, the {@code origins} that may be called,
 * and the tenant's {@code credential} that is shown; without a {@code url} the arguments are {@code
 * {url, headers?, body?}}. A failure of a repeatable call is told by its cause. Of any other call
 * only a refused connection may be repeated; what happened after the request left is unknown unless
 * an answer came.
 */
final class HttpTool implements ToolType {

  private static final int UNAUTHORIZED = 401;

  private static final Map<String, Object> FIELDS =
      Map.of(
          "url",
          Map.of("type", "string", "maxLength", 2000),
          "headers",
          Map.of("type", "object", "additionalProperties", Map.of("type", "string")),
          "credential",
          Authorizations.schema(),
          "origins",
          Map.of("type", "array", "maxItems", 50, "items", Map.of("type", "string")));

  /** Of all addresses that there are, none is chosen by arguments. */
  private static final Map<String, Object> BOUND =
      Map.of(
          "anyOf",
          List.of(Map.of("required", List.of("url")), Map.of("required", List.of("origins"))));

  private final String name;
  private final String method;
  private final ToolHttp http;
  private final Authorizations authorizations;

  HttpTool(String name, String method, ToolHttp http, Authorizations authorizations) {
    this.name = name;
    this.method = method;
    this.http = http;
    this.authorizations = authorizations;
  }

  @Override
  public String name() {
    return name;
  }

  /** A credential never goes to an address that arguments choose among all. */
  @Override
  public Map<String, Object> configuration() {
    return Map.of(
        "type",
        "object",
        "properties",
        FIELDS,
        "dependentSchemas",
        Map.of("credential", BOUND),
        "additionalProperties",
        false);
  }

  /** Nor does what a model asks for. */
  @Override
  public Map<String, Object> offeredConfiguration() {
    Map<String, Object> stricter = new LinkedHashMap<>(configuration());
    stricter.putAll(BOUND);
    return stricter;
  }

  @Override
  public Object call(ToolSpec tool, ToolCall call) {
    long start = System.nanoTime();
    HttpUriRequestBase request = HttpArguments.request(method, tool, call);
    Shown shown = shown(tool, call, request, false);
    HttpReply reply = exchanged(request, shown, call, start);
    if (reply.status() == UNAUTHORIZED && shown.renewable() && call.repeatable()) {
      request = HttpArguments.request(method, tool, call);
      shown = shown(tool, call, request, true);
      reply = exchanged(request, shown, call, start);
    }
    if (reply.status() < 200 || reply.status() >= 300) {
      throw HttpFailures.answered(
          reply.status(), reply.retryAfter(), call.repeatable(), since(start));
    }
    return Objects.requireNonNull(shown.without(reply.output()));
  }

  /** Asked before anything is fetched to be shown: whether that address may be called at all. */
  private Shown shown(ToolSpec tool, ToolCall call, HttpUriRequestBase request, boolean renewed) {
    URI address = address(request);
    http.door(address);
    return authorizations.of(tool, call, address, renewed);
  }

  private HttpReply exchanged(HttpUriRequestBase request, Shown shown, ToolCall call, long start) {
    shown.on(request);
    try {
      return Exchange.of(http, request, left(call, start), HttpReply::read);
    } catch (Exchange.TooLarge e) {
      throw ToolFailed.called(
          FailureCategory.TOOL_FAILED, null, null, since(start), "The answer is over 16 MiB.");
    } catch (IOException e) {
      throw HttpFailures.failed(e, call.repeatable(), since(start));
    }
  }

  private static Duration left(ToolCall call, long start) {
    Duration left = call.deadline().minus(since(start));
    return left.isPositive() ? left : Duration.ofMillis(1);
  }

  private static URI address(HttpUriRequestBase request) {
    try {
      return request.getUri();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("made of an address that could be read", e);
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
