package dev.cadre.stores.memory;

import java.util.UUID;

/**
 * Identifies a chunk.
 *
 * @param edition of its document
 * @param number in the document, from 0
 */
public record ChunkId(UUID edition, int number) {}
