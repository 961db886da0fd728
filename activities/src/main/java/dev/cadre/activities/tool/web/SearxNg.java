package dev.cadre.activities.tool.web;

import dev.cadre.activities.tool.Exchange;
import dev.cadre.activities.tool.HttpReply;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.activities.tool.ToolHttp;
import dev.cadre.stores.credential.OpenCredential;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.jspecify.annotations.Nullable;

/**
 * One SearXNG and its JSON API.
 *
 * @param authorization what it is shown; null: nothing
 * @param trusted whether whoever runs this installation has set it
 */
public record SearxNg(URI base, @Nullable String authorization, boolean trusted) {

  private static final int FORBIDDEN = 403;

  /** A tenant's own. */
  public static SearxNg of(OpenCredential credential) {
    String user = credential.textOrNull("user");
    String password = credential.textOrNull("password");
    return new SearxNg(
        URI.create(credential.text("baseUrl")),
        user == null || password == null
            ? null
            : "Basic "
                + Base64.getEncoder()
                    .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)),
        false);
  }

  /**
   * Asks it.
   *
   * @param parameters of {@code /search}, without the format
   * @return the results, the best first
   * @throws IOException what {@code HttpFailures.failed} tells
   * @throws ToolFailed when it answers otherwise
   */
  public List<?> search(ToolHttp http, Map<String, String> parameters, Duration deadline)
      throws IOException {
    long start = System.nanoTime();
    URI address = address(parameters);
    HttpGet request = new HttpGet(address);
    request.setHeader("Accept", "application/json");
    if (authorization != null) {
      request.setHeader("Authorization", authorization);
    }
    HttpReply reply =
        Exchange.of(
            http,
            trusted ? http.operators() : http.door(address),
            request,
            deadline,
            HttpReply::read);
    return results(reply, Duration.ofNanos(System.nanoTime() - start));
  }

  private URI address(Map<String, String> parameters) {
    String root = base.toString().replaceFirst("/+$", "");
    return URI.create(
        root
            + "/search?format=json&"
            + parameters.entrySet().stream()
                .map(
                    p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&")));
  }

  private static List<?> results(HttpReply reply, Duration elapsed) {
    if (reply.status() == FORBIDDEN) {
      throw ToolFailed.refused(
          "SearXNG answered 403: add `json` to `search.formats` in its settings.yml, and see that"
              + " its limiter lets the worker in.");
    }
    if (reply.status() == 200
        && reply.body() instanceof Map<?, ?> body
        && body.get("results") instanceof List<?> list) {
      return list;
    }
    throw reply.status() == 200
        ? ToolFailed.refused("The address of SearXNG answers, but not as SearXNG does.")
        : dev.cadre.activities.tool.HttpFailures.answered(
            reply.status(), reply.retryAfter(), true, elapsed);
  }

  @Override
  public String toString() {
    return "SearxNg[" + base + "]";
  }
}
