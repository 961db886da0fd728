package dev.cadre.api.runtime;

import dev.cadre.stores.plan.Documents;
import dev.cadre.stores.plan.MalformedDocument;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** Reads a request's body as a plain tree. */
public final class Bodies {

  private Bodies() {}

  /**
   * The tree of a JSON or YAML body.
   *
   * @throws ApiProblem MALFORMED_BODY, UNSUPPORTED_MEDIA_TYPE
   */
  public static @Nullable Object tree(byte @Nullable [] body, @Nullable MediaType type) {
    Documents.Format format =
        Optional.ofNullable(type)
            .flatMap(media -> Documents.Format.of(media.toString()))
            .orElseThrow(() ->
                ApiProblem.of(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "UNSUPPORTED_MEDIA_TYPE",
                    "Send application/json or application/yaml, and say which in Content-Type."));
    if (body == null || body.length == 0) {
      throw malformed("The body is empty.");
    }
    try {
      return Documents.parse(body, format);
    } catch (MalformedDocument e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private static ApiProblem malformed(String detail) {
    return ApiProblem.of(HttpStatus.BAD_REQUEST, "MALFORMED_BODY", detail);
  }
}
