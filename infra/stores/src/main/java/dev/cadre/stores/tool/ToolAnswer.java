package dev.cadre.stores.tool;

/**
 * What a tool answered, as its model is told.
 *
 * @param failed the tool gave no output; the text says why
 */
public record ToolAnswer(String text, boolean failed) {}
