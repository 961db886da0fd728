package dev.cadre.workflows.gate;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision as a plain Temporal signal: the one payload that may arrive unencrypted, from an
 * operator's {@code temporal workflow signal}. Every field is lenient, so that a malformed one
 * becomes an event instead of being dropped; {@link #problem} says what could not be read.
 *
 * @param gate the step's id or the gate's
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SignalledDecision(
    @Nullable String gate,
    @Nullable String decision,
    @Nullable String digest,
    @Nullable String comment,
    @Nullable Object output,
    @Nullable String option,
    @Nullable List<String> steps,
    @Nullable String reviewer,
    @Nullable String problem) {}
