package dev.cadre.activities.memory;

import dev.cadre.stores.memory.ChunkId;

/**
 * A chunk that an index found.
 *
 * @param score the cosine of the angle to what was asked, from -1 to 1
 */
record Hit(ChunkId chunk, double score) {}
