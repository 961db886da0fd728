package dev.cadre.activities.tool.web;

import dev.cadre.activities.tool.CredentialStore;
import dev.cadre.activities.tool.HttpFailures;
import dev.cadre.activities.tool.ToolCall;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.activities.tool.ToolHttp;
import dev.cadre.activities.tool.ToolType;
import dev.cadre.stores.tool.ToolNeeds;
import dev.cadre.workflows.credential.CredentialKind;
import dev.cadre.workflows.tool.ToolSpec;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code {query}} gives {@code {results: [{title, url, text}]}} of a SearXNG: the tenant's own, if
 * it has the credential that the configuration names, else the installation's.
 */
public final class WebSearchTool implements ToolType {

  private static final int RESULTS = 8;
  private static final int MOST = 30;
  private static final int LONGEST_QUERY = 500;
  private static final int LONGEST_TEXT = 1_000;

  private static final Map<String, Object> CONFIGURATION =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of(
              "credential",
              ToolNeeds.optionalCredential(CredentialKind.SEARXNG),
              "results",
              Map.of("type", "integer", "minimum", 1, "maximum", MOST),
              "language",
              Map.of("type", "string", "pattern", "^[a-z]{2,3}(-[A-Z]{2})?$"),
              "categories",
              Map.of("type", "array", "maxItems", 10, "items", Map.of("type", "string"))),
          "additionalProperties",
          false);

  private final SearchSettings settings;
  private final ToolHttp http;
  private final CredentialStore credentials;

  public WebSearchTool(SearchSettings settings, ToolHttp http, CredentialStore credentials) {
    this.settings = settings;
    this.http = http;
    this.credentials = credentials;
  }

  @Override
  public String name() {
    return "WEB_SEARCH";
  }

  @Override
  public Map<String, Object> configuration() {
    return CONFIGURATION;
  }

  @Override
  public Optional<String> missing() {
    return settings.url() != null
        ? Optional.empty()
        : Optional.of(
            "No SearXNG is set up for this installation; who operates it sets cadre.tools.search.url"
                + " (CADRE_TOOLS_SEARCH_URL) of the workers.");
  }

  @Override
  public Object call(ToolSpec tool, ToolCall call) {
    long start = System.nanoTime();
    try {
      List<?> found =
          engine(tool, call).search(http, parameters(tool, query(call)), call.deadline());
      return Map.of(
          "results", found.stream().limit(most(tool)).map(WebSearchTool::result).toList());
    } catch (IOException e) {
      throw HttpFailures.failed(e, call.repeatable(), Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private SearxNg engine(ToolSpec tool, ToolCall call) {
    URI shared = settings.url();
    if (tool.config().get("credential") instanceof String name) {
      Optional<SearxNg> own =
          credentials.find(call.tenant(), name, CredentialKind.SEARXNG).map(SearxNg::of);
      if (own.isPresent()) {
        return own.get();
      }
    }
    if (shared == null) {
      throw ToolFailed.refused(missing().orElseThrow());
    }
    return new SearxNg(shared, null, true);
  }

  private static String query(ToolCall call) {
    if (call.arguments().get("query") instanceof String query
        && !query.isBlank()
        && query.length() <= LONGEST_QUERY) {
      return query.strip();
    }
    throw ToolFailed.refused("The argument query must be a text of 1 to 500 characters.");
  }

  private static Map<String, String> parameters(ToolSpec tool, String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("q", query);
    if (tool.config().get("language") instanceof String language) {
      parameters.put("language", language);
    }
    if (tool.config().get("categories") instanceof List<?> list && !list.isEmpty()) {
      parameters.put("categories", String.join(",", list.stream().map(String::valueOf).toList()));
    }
    return parameters;
  }

  private static int most(ToolSpec tool) {
    return tool.config().get("results") instanceof Number number ? number.intValue() : RESULTS;
  }

  private static Map<String, String> result(@Nullable Object one) {
    Map<?, ?> map = one instanceof Map<?, ?> found ? found : Map.of();
    return Map.of(
        "title", text(map.get("title")),
        "url", text(map.get("url")),
        "text", text(map.get("content")));
  }

  private static String text(@Nullable Object value) {
    String text = value instanceof String known ? known.strip() : "";
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
  }
}
