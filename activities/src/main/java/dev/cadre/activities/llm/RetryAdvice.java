package dev.cadre.activities.llm;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * When and whether the provider wants the call again.
 *
 * @param after between zero and a day; null when nothing readable stood
 * @param again {@code x-should-retry}
 */
record RetryAdvice(@Nullable Duration after, @Nullable Boolean again) {

  private static final double MILLIS_PER_SECOND = 1000;
  private static final Duration LONGEST = Duration.ofDays(1);

  static RetryAdvice of(HttpHeaders headers, JsonNode body, Instant now) {
    Duration after =
        millis(headers.firstValue("retry-after-ms"), 1)
            .or(() -> millis(headers.firstValue("retry-after"), MILLIS_PER_SECOND))
            .or(() -> date(headers.firstValue("retry-after"), now))
            .or(() -> inBody(body))
            .orElse(null);
    Boolean again =
        headers
            .firstValue("x-should-retry")
            .map(value -> value.strip().toLowerCase(Locale.ROOT))
            .filter(value -> value.equals("true") || value.equals("false"))
            .map(Boolean::valueOf)
            .orElse(null);
    return new RetryAdvice(after, again);
  }

  private static Optional<Duration> millis(Optional<String> text, double factor) {
    try {
      return text.map(value -> Double.parseDouble(value.strip()) * factor)
          .filter(Double::isFinite)
          .map(RetryAdvice::clamped);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Duration clamped(double millis) {
    // Up, never down: a call a moment too early is refused again.
    return Duration.ofMillis((long) Math.ceil(Math.clamp(millis, 0, (double) LONGEST.toMillis())));
  }

  private static Optional<Duration> date(Optional<String> text, Instant now) {
    try {
      return text.map(
              value -> ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME))
          .map(date -> clamped((double) Duration.between(now, date.toInstant()).toMillis()));
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** Google's {@code error.details[].retryDelay}, such as {@code "13.5s"}. */
  private static Optional<Duration> inBody(JsonNode body) {
    for (JsonNode detail : body.path("error").path("details")) {
      String delay = detail.path("retryDelay").asString("");
      if (delay.endsWith("s")) {
        return millis(Optional.of(delay.substring(0, delay.length() - 1)), MILLIS_PER_SECOND);
      }
    }
    return Optional.empty();
  }
}
