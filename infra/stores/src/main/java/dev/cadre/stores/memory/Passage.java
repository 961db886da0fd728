package dev.cadre.stores.memory;

import org.jspecify.annotations.Nullable;

/**
 * A chunk's text, and where it stands.
 *
 * @param document the document's id
 */
public record Passage(
    ChunkId chunk, String document, String title, @Nullable String source, String text) {}
