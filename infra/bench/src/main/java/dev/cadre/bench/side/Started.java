package dev.cadre.bench.side;

import java.time.Instant;

/**
 * A run whose start was acknowledged.
 *
 * @param workflow its id in Temporal
 * @param sent just before the client sent it
 */
public record Started(String workflow, Instant sent) {}
