package dev.cadre.testkit.fault;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one call gets. Every kind is told in the dialect of the called path.
 *
 * @param status of {@link Kind#STATUS}
 * @param headers added to the answer
 * @param body replaces the dialect's body
 * @param text the model's text; null is derived from the last user message
 * @param delay before anything is answered
 * @param usage the tokens that are told; null is derived from the lengths
 */
public record Fault(
    Kind kind,
    int status,
    Map<String, String> headers,
    @Nullable String body,
    @Nullable String text,
    Duration delay,
    @Nullable Tokens usage) {

  /** Tokens as the provider tells them: {@code input} includes {@code cached}. */
  public record Tokens(long input, long output, long cached) {}

  /** The ways to answer. */
  public enum Kind {
    /** A right answer. */
    ANSWER,
    /** The model asks for tools; the text holds which, see {@link Fault#asking}. */
    TOOL_CALLS,
    /** A status with the dialect's error body. */
    STATUS,
    /** Takes the request and never answers. */
    HANG,
    /** Status 200 and headers at once, then the body a byte at a time, never to its end. */
    DRIP,
    /** A TCP reset instead of an answer. */
    RESET_BEFORE,
    /** Half of the body, then a TCP reset. */
    RESET_MID_BODY,
    /** Half of the body, then an orderly close. */
    CLOSE_MID_BODY,
    /** 200 with bytes that are no JSON. */
    GARBAGE,
    /** 200 without a body. */
    EMPTY,
    /** 200 with an empty text. */
    EMPTY_TEXT,
    /** 200 with the dialect's error body. */
    ERROR_IN_200,
    /** A right answer that tells no tokens. */
    NO_USAGE,
    /** A right answer with tokens that make no sense. */
    WRONG_USAGE,
    /** The model refuses. */
    REFUSAL,
    /** The provider's filter cuts in. */
    CONTENT_FILTER,
    /** Cut at the maximum of tokens. */
    LENGTH,
    /** A text that is no JSON, although a schema was asked for. */
    INVALID_JSON,
    /** JSON that does not match the schema. */
    WRONG_SCHEMA,
    /** The quota or the credit is used up. */
    QUOTA,
    /** The prompt is over the window. */
    CONTEXT_TOO_LONG,
    /** No such model. */
    MODEL_GONE,
    /** The key is refused. */
    AUTH,
    /** A parameter that this model does not take. */
    BAD_PARAMETER
  }

  public Fault {
    headers = Map.copyOf(headers);
  }

  public static Fault of(Kind kind) {
    return new Fault(kind, 200, Map.of(), null, null, Duration.ZERO, null);
  }

  public static Fault answer() {
    return of(Kind.ANSWER);
  }

  public static Fault answer(String text) {
    return answer().withText(text);
  }

  /**
   * The model asks for tools.
   *
   * @param namesAndArguments by turns the name of a tool and its arguments, JSON or not
   */
  public static Fault asking(String... namesAndArguments) {
    return of(Kind.TOOL_CALLS).withText(String.join("\n", namesAndArguments));
  }

  public static Fault status(int status) {
    return new Fault(Kind.STATUS, status, Map.of(), null, null, Duration.ZERO, null);
  }

  public Fault withHeader(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return new Fault(kind, status, all, body, text, delay, usage);
  }

  public Fault withBody(String body) {
    return new Fault(kind, status, headers, body, text, delay, usage);
  }

  public Fault withText(String text) {
    return new Fault(kind, status, headers, body, text, delay, usage);
  }

  public Fault withDelay(Duration delay) {
    return new Fault(kind, status, headers, body, text, delay, usage);
  }

  public Fault withUsage(long input, long output, long cached) {
    return new Fault(kind, status, headers, body, text, delay, new Tokens(input, output, cached));
  }
}
