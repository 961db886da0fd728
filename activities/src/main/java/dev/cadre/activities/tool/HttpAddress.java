package dev.cadre.activities.tool;

import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.tool.ToolSpec;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a call goes. A tool with an address of its own, such as {@code
 * https://erp.example/customers/{taxId}}, takes from its arguments values for the places in it, and
 * nothing that is an address; each is encoded, so it stays within its place. Another tool is given
 * the whole address.
 *
 * @param rest the arguments that are not in the address
 */
record HttpAddress(URI uri, Map<String, ?> rest) {

  private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_]*)}");
  private static final Pattern OWN = Pattern.compile("https?://[^/{}?#\\s]+(/[^\\s#]*)?");

  static HttpAddress of(ToolSpec tool, ToolCall call) {
    HttpAddress address =
        tool.config().get("url") instanceof String template
            ? expanded(template, call.arguments())
            : new HttpAddress(whole(call.arguments().get("url")), call.arguments());
    if (tool.config().get("origins") instanceof List<?> origins
        && origins.stream()
            .noneMatch(origin -> String.valueOf(origin).equals(origin(address.uri())))) {
      throw ToolFailed.refused(
          "The tool "
              + tool.name()
              + " may not call "
              + origin(address.uri())
              + "; its configuration lists the origins that it may.");
    }
    return address;
  }

  private static String origin(URI address) {
    return HttpToolSettings.origin(address);
  }

  private static HttpAddress expanded(String template, Map<String, ?> arguments) {
    if (!OWN.matcher(template).matches()) {
      throw ToolFailed.refused("The tool's url must be http or https, with a host that is fixed.");
    }
    Map<String, Object> rest = new LinkedHashMap<>(arguments);
    String expanded =
        PLACE
            .matcher(template)
            .replaceAll(place -> Matcher.quoteReplacement(value(place.group(1), rest)));
    return new HttpAddress(readable(expanded), rest);
  }

  private static String value(String name, Map<String, ?> rest) {
    Object value = rest.remove(name);
    if (value == null || value instanceof Map || value instanceof List) {
      throw ToolFailed.refused("The argument " + name + " must be a text or a number.");
    }
    String text = written(value);
    if (text.isEmpty() || text.equals(".") || text.equals("..")) {
      throw ToolFailed.refused("The argument " + name + " must not be empty or a dot.");
    }
    return encoded(text);
  }

  /** The rest of the arguments as a query behind what stands. */
  HttpAddress withQuery() {
    if (rest.isEmpty()) {
      return this;
    }
    String query =
        rest.entrySet().stream()
            .filter(argument -> argument.getValue() != null)
            .map(argument -> encoded(argument.getKey()) + "=" + encoded(written(argument)))
            .collect(Collectors.joining("&"));
    String text = uri.toString();
    return new HttpAddress(URI.create(text + (text.contains("?") ? "&" : "?") + query), Map.of());
  }

  private static String written(Map.Entry<String, ?> argument) {
    Object value = argument.getValue();
    return value == null ? "" : written(value);
  }

  private static String written(Object value) {
    return value instanceof String text ? text : CanonicalJson.of(value);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static URI whole(@Nullable Object url) {
    if (url instanceof String text) {
      return readable(text.strip());
    }
    throw ToolFailed.refused("The argument url must be a text.");
  }

  private static URI readable(String text) {
    try {
      URI address = URI.create(text);
      if (address.getHost() == null || address.getRawUserInfo() != null) {
        throw ToolFailed.refused("The url needs a host, and no user in front of it.");
      }
      return address;
    } catch (IllegalArgumentException e) {
      throw ToolFailed.refused("The url cannot be read.");
    }
  }
}
