package dev.cadre.stores.memory;

/** A document with its text. */
public record WholeDocument(DocumentRead head, String text) {}
