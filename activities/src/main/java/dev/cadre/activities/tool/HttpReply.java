package dev.cadre.activities.tool;

import dev.cadre.stores.runtime.Json;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * An answer, read whole.
 *
 * @param headers by lower-case name, without cookies
 * @param body a tree where the answer is JSON, else text; null when there is none
 */
public record HttpReply(int status, Map<String, String> headers, @Nullable Object body) {

  private static final int LIMIT = 16 * 1024 * 1024;
  private static final TypeReference<@Nullable Object> TREE = new TypeReference<>() {};

  /** Reads it, up to 16 MiB. */
  public static HttpReply read(ClassicHttpResponse response) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : response.getHeaders()) {
      String name = header.getName().toLowerCase(Locale.ROOT);
      if (!name.equals("set-cookie")) {
        headers.merge(name, String.valueOf(header.getValue()), (a, b) -> a + ", " + b);
      }
    }
    return new HttpReply(response.getCode(), headers, body(response.getEntity()));
  }

  private static @Nullable Object body(@Nullable HttpEntity entity) throws IOException {
    if (entity == null) {
      return null;
    }
    byte[] bytes = Exchange.body(entity, LIMIT);
    ContentType type = ContentType.parseLenient(entity.getContentType());
    Charset charset = type == null ? null : type.getCharset();
    String mime = type == null ? "" : String.valueOf(type.getMimeType()).toLowerCase(Locale.ROOT);
    boolean json = mime.equals("application/json") || mime.endsWith("+json");
    return json && bytes.length > 0
        ? tree(bytes)
        : new String(bytes, charset == null ? StandardCharsets.UTF_8 : charset);
  }

  /** What says that it is JSON and is not stays the text that it is. */
  private static @Nullable Object tree(byte[] bytes) {
    try {
      return Json.MAPPER.readValue(bytes, TREE);
    } catch (JacksonException e) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  Map<String, @Nullable Object> output() {
    Map<String, @Nullable Object> output = new LinkedHashMap<>();
    output.put("status", (long) status);
    output.put("headers", headers);
    output.put("body", body);
    return output;
  }

  /** Seconds or a date; null when nothing readable stands. */
  public @Nullable Duration retryAfter() {
    return HttpFailures.retryAfter(headers.get("retry-after"));
  }
}
