package dev.cadre.activities.memory;

import dev.cadre.stores.memory.Passage;

/**
 * A passage that answers a query.
 *
 * @param score how near it is, from -1 to 1
 */
public record Found(Passage passage, double score) {}
