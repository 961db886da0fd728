package dev.cadre.activities.llm;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What the vendors' error bodies have in common.
 *
 * @param codes the type, the code and the status, lower case
 * @param param the refused parameter, or empty
 * @param text the message, lower case; only to be searched, never passed on
 */
record ErrorBody(Set<String> codes, String param, String text) {

  private static final int TEXT_LIMIT = 4096;

  static ErrorBody of(JsonNode body, String raw) {
    JsonNode error = body.path("error").isObject() ? body.path("error") : body;
    Set<String> codes =
        Stream.concat(
                Stream.of("type", "code", "status").map(error::path),
                error.path("details").valueStream().map(detail -> detail.path("reason")))
            .map(code -> code.asString("").toLowerCase(Locale.ROOT))
            .filter(code -> !code.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
    return new ErrorBody(
        codes, param(body, error), message(body, error, raw).toLowerCase(Locale.ROOT));
  }

  /** OpenAI names it; Google lists fields; Mistral gives the way to it in the body. */
  private static String param(JsonNode body, JsonNode error) {
    String named = error.path("param").asString("");
    if (!named.isEmpty()) {
      return named;
    }
    for (JsonNode detail : error.path("details")) {
      String field = detail.path("fieldViolations").path(0).path("field").asString("");
      if (!field.isEmpty()) {
        return field;
      }
    }
    return first(body)
        .path("loc")
        .valueStream()
        .map(part -> part.asString(""))
        .filter(part -> !part.equals("body"))
        .collect(Collectors.joining("."));
  }

  /** The first of a list of problems, as FastAPI tells them and Mistral wraps them. */
  private static JsonNode first(JsonNode body) {
    JsonNode wrapped = body.path("message").path("detail").path(0);
    return wrapped.isMissingNode() ? body.path("detail").path(0) : wrapped;
  }

  /** The message alone, where one stands: the rest may quote the prompt. */
  private static String message(JsonNode body, JsonNode error, String raw) {
    return Stream.of(
            error.path("message"), body.path("error"), body.path("detail"), first(body).path("msg"))
        .filter(JsonNode::isString)
        .map(JsonNode::asString)
        .findFirst()
        .orElse(raw.length() > TEXT_LIMIT ? raw.substring(0, TEXT_LIMIT) : raw);
  }

  /** Whether a 200 carries an error instead of an answer. */
  static boolean stands(JsonNode body) {
    JsonNode error = body.path("error");
    return (!error.isMissingNode() && !error.isNull())
        || body.path("type").asString("").equals("error")
        || body.path("object").asString("").equals("error");
  }

  boolean hasCode(String... any) {
    return Stream.of(any).anyMatch(codes::contains);
  }

  boolean says(String... any) {
    return Stream.of(any).anyMatch(text::contains);
  }
}
