package dev.cadre.stores.memory;

/** A piece of a document's text. */
public record Chunk(String text, Embedding embedding) {}
