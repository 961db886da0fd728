package dev.cadre.stores.memory;

/** Where a chunk stands. */
public record StoredEmbedding(ChunkId chunk, Embedding embedding) {}
