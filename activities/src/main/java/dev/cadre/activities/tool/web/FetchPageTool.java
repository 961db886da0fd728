package dev.cadre.activities.tool.web;

import dev.cadre.activities.tool.Exchange;
import dev.cadre.activities.tool.HttpFailures;
import dev.cadre.activities.tool.ToolCall;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.activities.tool.ToolHttp;
import dev.cadre.activities.tool.ToolType;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.tool.ToolSpec;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpGet;

/**
 * {@code {url}} gives {@code {url, title, text, cut}}: a public page as people read it. Redirects
 * are followed, five at most, and each is checked as the first address is.
 */
public final class FetchPageTool implements ToolType {

  private static final int REDIRECTS = 5;
  private static final int CHARACTERS = 20_000;
  private static final int MOST_CHARACTERS = 60_000;
  private static final int LONGEST_URL = 2_000;
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static final Map<String, Object> CONFIGURATION =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of(
              "maxCharacters",
              Map.of("type", "integer", "minimum", 500, "maximum", MOST_CHARACTERS),
              "hosts",
              Map.of(
                  "type",
                  "array",
                  "minItems",
                  1,
                  "maxItems",
                  200,
                  "items",
                  Map.of("type", "string", "pattern", "^[a-z0-9.-]{1,253}$"))),
          "additionalProperties",
          false);

  private final ToolHttp http;

  public FetchPageTool(ToolHttp http) {
    this.http = http;
  }

  @Override
  public String name() {
    return "FETCH_PAGE";
  }

  @Override
  public Map<String, Object> configuration() {
    return CONFIGURATION;
  }

  @Override
  public Object call(ToolSpec tool, ToolCall call) {
    long start = System.nanoTime();
    URI address = address(String.valueOf(call.arguments().get("url")));
    for (int hop = 0; hop <= REDIRECTS; hop++) {
      Page page = page(door(tool, address), address, call, start);
      if (!page.redirects()) {
        return output(tool, address, page, start);
      }
      address = next(address, String.valueOf(page.location()));
    }
    throw failed(start, "The page redirects more than " + REDIRECTS + " times.");
  }

  private static URI address(String text) {
    try {
      URI address = new URI(text.strip());
      if (text.length() <= LONGEST_URL
          && address.getHost() != null
          && address.getRawUserInfo() == null) {
        return address;
      }
    } catch (java.net.URISyntaxException _) {
      throw ToolFailed.refused("The argument url cannot be read.");
    }
    throw ToolFailed.refused(
        "The argument url must be an https address with a host, and no user in front of it.");
  }

  private static URI next(URI address, String location) {
    try {
      return address(address.resolve(location.strip()).toString());
    } catch (IllegalArgumentException _) {
      throw ToolFailed.refused("The page redirects to what is no address.");
    }
  }

  /**
   * A model chooses the address: what is not public is read only where the tool itself names it.
   */
  private ToolHttp.Door door(ToolSpec tool, URI address) {
    String host = address.getHost().toLowerCase(java.util.Locale.ROOT);
    if (!(tool.config().get("hosts") instanceof List<?> hosts)) {
      return http.guarded(address);
    }
    if (hosts.stream().noneMatch(one -> host.equals(one) || host.endsWith("." + one))) {
      throw ToolFailed.refused(
          "The tool " + tool.name() + " reads pages of other hosts only than " + host + ".");
    }
    return http.door(address);
  }

  private Page page(ToolHttp.Door door, URI address, ToolCall call, long start) {
    HttpGet request = new HttpGet(address);
    request.setHeader("Accept", "text/html, application/xhtml+xml, text/*;q=0.8, */*;q=0.1");
    Duration most = call.deadline().compareTo(LONGEST) < 0 ? call.deadline() : LONGEST;
    Duration left = most.minus(since(start));
    try {
      return Exchange.of(
          http, door, request, left.isPositive() ? left : Duration.ofMillis(1), Page::read);
    } catch (Exchange.TooLarge e) {
      throw failed(start, "The page is over 4 MiB.");
    } catch (IOException e) {
      throw HttpFailures.failed(e, call.repeatable(), since(start));
    }
  }

  private static Object output(ToolSpec tool, URI address, Page page, long start) {
    if (page.status() < 200 || page.status() >= 300) {
      throw HttpFailures.answered(page.status(), null, true, since(start));
    }
    if (!page.readable()) {
      throw failed(start, "The address holds no page with a text.");
    }
    try {
      Page.Reading reading = page.reading(address);
      int most = tool.config().get("maxCharacters") instanceof Number n ? n.intValue() : CHARACTERS;
      boolean cut = reading.text().length() > most;
      Map<String, Object> output = new LinkedHashMap<>();
      output.put("url", address.toString());
      output.put("title", reading.title());
      output.put("text", cut ? reading.text().substring(0, most) : reading.text());
      output.put("cut", cut);
      return output;
    } catch (IOException e) {
      throw failed(start, "The page cannot be read.");
    }
  }

  private static ToolFailed failed(long start, String message) {
    return ToolFailed.called(FailureCategory.TOOL_FAILED, null, null, since(start), message);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
