package dev.cadre.testkit.fault;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which calls a script is for; a null matches all.
 *
 * @param model the requested model's name
 * @param path how the path ends, such as {@code /v1/messages}
 * @param header a header's name that must stand
 * @param value the header's value; null takes any
 */
public record Match(
    @Nullable String model,
    @Nullable String path,
    @Nullable String header,
    @Nullable String value) {

  public static Match any() {
    return new Match(null, null, null, null);
  }

  public static Match model(String model) {
    return new Match(model, null, null, null);
  }

  public static Match path(String path) {
    return new Match(null, path, null, null);
  }

  public static Match header(String header, String value) {
    return new Match(null, null, header, value);
  }

  boolean fits(String path, @Nullable String model, Map<String, String> headers) {
    return (this.model == null || this.model.equals(model))
        && (this.path == null || path.endsWith(this.path))
        && (header == null || fitsHeader(headers.get(header.toLowerCase(Locale.ROOT))));
  }

  private boolean fitsHeader(@Nullable String found) {
    return found != null && (value == null || value.equals(found));
  }
}
