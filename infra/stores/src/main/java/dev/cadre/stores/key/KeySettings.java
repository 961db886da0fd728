package dev.cadre.stores.key;

import java.nio.file.Path;

/**
 * The local keystore ({@code cadre.keys.*}).
 *
 * @param masterFile 32 bytes; the launcher makes it
 */
public record KeySettings(Path masterFile) {}
