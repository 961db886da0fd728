package dev.cadre.workflows.step;

import org.jspecify.annotations.Nullable;

/**
 * A committed result of a step's occurrence: the attempt's own, or the winner's when another
 * attempt was first.
 *
 * @param pickedFrom the step whose output a judge picked, else null
 */
public record AttemptResult(Output output, @Nullable String pickedFrom) {}
