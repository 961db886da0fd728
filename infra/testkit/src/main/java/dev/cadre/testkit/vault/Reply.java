package dev.cadre.testkit.vault;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer.
 *
 * @param body null for none
 */
record Reply(int status, @Nullable Map<String, ?> body) {

  static final Reply DONE = new Reply(204, null);

  static Reply data(Map<String, ?> data) {
    return new Reply(200, Map.of("data", data));
  }

  static Reply error(int status, String... errors) {
    return new Reply(status, Map.of("errors", List.of(errors)));
  }
}
