package dev.cadre.api.runtime;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The local keystore ({@code cadre.keys.*}).
 *
 * @param masterFile 32 bytes; the launcher makes it
 */
public record KeySettings(@Nullable Path masterFile) {}
