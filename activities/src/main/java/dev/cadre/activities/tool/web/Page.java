package dev.cadre.activities.tool.web;

import dev.cadre.activities.tool.Exchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;

/** What an address answered. */
final class Page {

  static final int LIMIT = 4 * 1024 * 1024;

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final int status;
  private final @Nullable String location;
  private final String type;
  private final @Nullable Charset charset;
  private final byte[] body;

  private Page(
      int status, @Nullable String location, String type, @Nullable Charset charset, byte[] body) {
    this.status = status;
    this.location = location;
    this.type = type;
    this.charset = charset;
    this.body = body;
  }

  int status() {
    return status;
  }

  /** Where it sends to; null: nowhere. */
  @Nullable String location() {
    return location;
  }

  /** Title and text of it. */
  record Reading(String title, String text) {}

  static Page read(ClassicHttpResponse response) throws IOException {
    Header location = response.getFirstHeader("Location");
    HttpEntity entity = response.getEntity();
    ContentType type = entity == null ? null : ContentType.parseLenient(entity.getContentType());
    return new Page(
        response.getCode(),
        location == null ? null : location.getValue(),
        type == null ? "" : String.valueOf(type.getMimeType()).toLowerCase(Locale.ROOT),
        type == null ? null : type.getCharset(),
        entity == null ? new byte[0] : Exchange.body(entity, LIMIT));
  }

  boolean redirects() {
    return location != null && REDIRECTS.contains(status);
  }

  /** Whether it holds a text that people read. */
  boolean readable() {
    return html() || type.startsWith("text/") || type.endsWith("json") || type.endsWith("xml");
  }

  private boolean html() {
    return type.equals("text/html") || type.equals("application/xhtml+xml");
  }

  Reading reading(URI address) throws IOException {
    if (!html()) {
      return new Reading(
          "", new String(body, charset == null ? StandardCharsets.UTF_8 : charset).strip());
    }
    Document document =
        Jsoup.parse(
            new ByteArrayInputStream(body),
            charset == null ? null : charset.name(),
            address.toString());
    return new Reading(document.title().strip(), PageText.of(document));
  }
}
