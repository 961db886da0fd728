package dev.cadre.activities.tool;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.jspecify.annotations.Nullable;

/**
 * What one request shows to whom it calls.
 *
 * @param header the name of a header; null: nothing is shown
 * @param secrets texts that no output may hold
 * @param renewable whether another one can be had where this one is refused
 */
record Shown(@Nullable String header, String value, List<String> secrets, boolean renewable) {

  static final Shown NOTHING = new Shown(null, "", List.of(), false);

  private static final String HIDDEN = "[credential]";

  Shown {
    secrets = List.copyOf(secrets);
  }

  void on(HttpUriRequestBase request) {
    if (header != null) {
      request.setHeader(header, value);
    }
  }

  /** An output without what was shown: some addresses echo what they are sent. */
  @Nullable Object without(@Nullable Object output) {
    if (secrets.isEmpty()) {
      return output;
    }
    return switch (output) {
      case String text -> clean(text);
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> clean = new LinkedHashMap<>();
        map.forEach((name, inner) -> clean.put(clean(String.valueOf(name)), without(inner)));
        yield Collections.unmodifiableMap(clean);
      }
      case List<?> list -> Collections.unmodifiableList(cleanAll(list));
      case null, default -> output;
    };
  }

  private List<@Nullable Object> cleanAll(List<?> list) {
    List<@Nullable Object> clean = new java.util.ArrayList<>();
    list.forEach(item -> clean.add(without(item)));
    return clean;
  }

  private String clean(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = clean.replace(secret, HIDDEN);
    }
    return clean;
  }

  @Override
  public String toString() {
    return "Shown[" + header + "]";
  }
}
