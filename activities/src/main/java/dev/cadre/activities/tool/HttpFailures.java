package dev.cadre.activities.tool;

import dev.cadre.workflows.llm.FailureCategory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/** What the ways in which HTTP fails say of a call that may be repeated. */
public final class HttpFailures {

  private static final Duration LONGEST = Duration.ofDays(1);

  private HttpFailures() {}

  /** Of an answer other than 2xx. */
  public static FailureCategory category(int status) {
    return switch (status) {
      case 408, 409, 425, 500, 502, 504 -> FailureCategory.UPSTREAM;
      case 503, 529 -> FailureCategory.OVERLOADED;
      case 429 -> FailureCategory.RATE_LIMIT;
      default -> FailureCategory.TOOL_FAILED;
    };
  }

  /** Whether no connection came about, so that the request did not leave. */
  public static boolean unconnected(IOException e) {
    return e instanceof ConnectException
        || e instanceof UnknownHostException
        || e instanceof ConnectTimeoutException
        || e instanceof SSLHandshakeException
        || e instanceof SSLPeerUnverifiedException;
  }

  /**
   * What an exchange that gave no answer is told as.
   *
   * @param repeatable whether the call may be made again; else what happened is unknown once it
   *     left
   */
  public static ToolFailed failed(IOException e, boolean repeatable, Duration elapsed) {
    if (Thread.currentThread().isInterrupted()) {
      return called(FailureCategory.CANCELLED, elapsed, "The call was cancelled.");
    }
    if (e instanceof Exchange.TooLarge) {
      return called(FailureCategory.TOOL_FAILED, elapsed, "The answer is too large.");
    }
    if (e instanceof ConnectException) {
      return ToolFailed.unreached(FailureCategory.TRANSPORT, true, "The connection was refused.");
    }
    if (unconnected(e)) {
      return ToolFailed.unreached(
          repeatable ? FailureCategory.TRANSPORT : FailureCategory.TOOL_FAILED,
          false,
          "No connection could be made.");
    }
    if (!repeatable) {
      return called(
          FailureCategory.OUTCOME_UNKNOWN,
          elapsed,
          "The request was sent, but no whole answer came.");
    }
    return e instanceof Exchange.Late
        ? called(FailureCategory.TIMEOUT, elapsed, "No whole answer came in time.")
        : called(FailureCategory.TRANSPORT, elapsed, "The connection broke.");
  }

  private static ToolFailed called(FailureCategory category, Duration elapsed, String message) {
    return ToolFailed.called(category, null, null, elapsed, message);
  }

  /** An answer other than 2xx. */
  public static ToolFailed answered(
      int status, @Nullable Duration retryAfter, boolean repeatable, Duration elapsed) {
    return ToolFailed.called(
        repeatable ? category(status) : FailureCategory.TOOL_FAILED,
        status,
        retryAfter,
        elapsed,
        "The address answered " + status + ".");
  }

  /**
   * A {@code Retry-After}, in seconds or as a date, and a day at most; null when nothing readable
   * stands.
   */
  public static @Nullable Duration retryAfter(@Nullable String text) {
    if (text == null) {
      return null;
    }
    Duration asked;
    try {
      asked = Duration.ofSeconds(Math.max(0, Long.parseLong(text.strip())));
    } catch (NumberFormatException e) {
      asked = until(text);
    }
    return asked != null && asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
  }

  private static @Nullable Duration until(String date) {
    try {
      Instant at =
          ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(Instant.now(), at);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
