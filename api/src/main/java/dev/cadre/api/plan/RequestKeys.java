package dev.cadre.api.plan;

import dev.cadre.api.access.Caller;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.stores.plan.RequestKey;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Reads the header by which a client makes a request repeatable. */
final class RequestKeys {

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

  private RequestKeys() {}

  /** Null when the client sent none; an {@link ApiProblem} when it is not one. */
  static @Nullable RequestKey of(Caller caller, String route, @Nullable String key, String sha256) {
    if (key == null) {
      return null;
    }
    if (!KEY.matcher(key).matches()) {
      throw ApiProblem.of(
          HttpStatus.BAD_REQUEST,
          "INVALID_IDEMPOTENCY_KEY",
          "Idempotency-Key must be 1 to 255 visible ASCII characters.");
    }
    return new RequestKey(caller.name(), route, key, sha256);
  }
}
