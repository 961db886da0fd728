package dev.cadre.workflows.step;

import java.time.Duration;
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
    implements Step {}
