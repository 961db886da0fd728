package dev.cadre.stores.plan;

import org.jspecify.annotations.Nullable;

/**
 * A committed output.
 *
 * @param origin attempt, aggregate, choice, gate, wait, map, loop, subplan, edited or copied
 * @param pickedFrom the step whose output was picked
 * @param sha256 of the output's RFC 8785 form
 * @param size of the same in bytes
 * @param output the output itself; null in lists when it is over 4 KB
 * @param complete whether {@code output} is here
 */
public record ResultRead(
    int occurrence,
    String origin,
    @Nullable String pickedFrom,
    String sha256,
    long size,
    @Nullable Object output,
    boolean complete) {}
