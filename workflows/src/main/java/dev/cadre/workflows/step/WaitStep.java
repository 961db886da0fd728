package dev.cadre.workflows.step;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Nothing happens for a while, or until something does. Exactly one of the three is given. Output:
 * {@code {"at": time}}, of a signal also {@code "payload"}.
 *
 * @param duration {@code for} in the document
 * @param until a template that yields an RFC 3339 time
 * @param signal the name of a signal from outside
 */
public record WaitStep(
    String id,
    StepOptions options,
    @Nullable Duration duration,
    @Nullable String until,
    @Nullable String signal)
    implements Step {

  /** What is wrong with a text that says no time, and the remedy. */
  public static final String NO_TIME =
      "This is no RFC 3339 time; write one such as 2027-01-31T09:00:00Z.";

  private static final Pattern TIME =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
              + "(Z|[+-][0-9]{2}:[0-9]{2})");

  /** The time that a text says in RFC 3339; empty when it says none. */
  public static Optional<Instant> time(String text) {
    String stripped = text.strip();
    if (!TIME.matcher(stripped).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(stripped).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
