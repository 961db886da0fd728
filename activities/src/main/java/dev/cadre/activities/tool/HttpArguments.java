package dev.cadre.activities.tool;

import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.tool.ToolSpec;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.jspecify.annotations.Nullable;

/** Makes a request of a tool and its arguments. */
final class HttpArguments {

  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7E]{0,8000}");

  /** What the client itself says. */
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "upgrade",
          "expect",
          "te",
          "trailer",
          "proxy-authorization",
          "proxy-connection",
          "idempotency-key");

  private HttpArguments() {}

  static HttpUriRequestBase request(String method, ToolSpec tool, ToolCall call) {
    HttpAddress address = HttpAddress.of(tool, call);
    return tool.config().containsKey("url")
        ? own(method, tool, call, address)
        : given(method, call, address);
  }

  /** Address, headers and body are the caller's. */
  private static HttpUriRequestBase given(String method, ToolCall call, HttpAddress address) {
    HttpUriRequestBase request = request(method, address.uri(), call, call.arguments().get("body"));
    headers(request, call.arguments().get("headers"));
    return request;
  }

  /** Address and headers are the tool's; what the address leaves of the arguments is sent. */
  private static HttpUriRequestBase own(
      String method, ToolSpec tool, ToolCall call, HttpAddress address) {
    HttpUriRequestBase request =
        method.equals("GET")
            ? request(method, address.withQuery().uri(), call, null)
            : request(method, address.uri(), call, address.rest());
    headers(request, tool.config().get("headers"));
    return request;
  }

  private static HttpUriRequestBase request(
      String method, URI address, ToolCall call, @Nullable Object body) {
    HttpUriRequestBase request = new HttpUriRequestBase(method, address);
    request.setHeader("Idempotency-Key", call.idempotencyKey());
    if (body instanceof String text) {
      request.setEntity(
          new StringEntity(text, ContentType.TEXT_PLAIN.withCharset(StandardCharsets.UTF_8)));
    } else if (body != null) {
      request.setEntity(new StringEntity(CanonicalJson.of(body), ContentType.APPLICATION_JSON));
    }
    return request;
  }

  private static void headers(HttpUriRequestBase request, @Nullable Object headers) {
    if (headers == null) {
      return;
    }
    if (!(headers instanceof Map<?, ?> map)) {
      throw ToolFailed.refused("The argument headers must be an object of texts.");
    }
    map.forEach((name, value) -> header(request, String.valueOf(name), String.valueOf(value)));
  }

  private static void header(HttpUriRequestBase request, String name, String value) {
    if (!HEADER_NAME.matcher(name).matches() || !HEADER_VALUE.matcher(value).matches()) {
      throw ToolFailed.refused("The header " + name.strip() + " holds what no header may.");
    }
    if (reserved(name)) {
      throw ToolFailed.refused("The header " + name + " is not for the plan to set.");
    }
    // A content type of its own replaces the entity's: the client leaves a header that stands.
    request.setHeader(name, value);
  }

  /** Whether the client itself says it. */
  static boolean reserved(String header) {
    return RESERVED.contains(header.toLowerCase(Locale.ROOT));
  }
}
