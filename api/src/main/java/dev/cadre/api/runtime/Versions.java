package dev.cadre.api.runtime;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Versions of what can be edited, as entity tags (RFC 9110, 8.8.3). */
public final class Versions {

  private Versions() {}

  /** The entity tag of a version. */
  public static String tag(int version) {
    return "\"" + version + "\"";
  }

  /**
   * The version that a change is for.
   *
   * @param ifMatch the request's header
   */
  public static int of(@Nullable String ifMatch) {
    if (ifMatch == null || ifMatch.isBlank()) {
      throw ApiProblem.of(
          HttpStatus.PRECONDITION_REQUIRED,
          "IF_MATCH_REQUIRED",
          "Send `If-Match` with the `ETag` of what you read, so that nobody's change is lost.");
    }
    try {
      return Integer.parseInt(ifMatch.strip().replaceFirst("^\"(\\d+)\"$", "$1"));
    } catch (NumberFormatException e) {
      throw ApiProblem.of(
          HttpStatus.PRECONDITION_FAILED, "VERSION_CONFLICT", "`If-Match` is no version of it.");
    }
  }
}
