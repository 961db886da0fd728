package dev.cadre.workers.runtime;

import java.nio.file.Path;

/**
 * {@code cadre.keys}: the local keystore.
 *
 * @param masterFile 32 bytes; the launcher makes it
 */
record KeySettings(Path masterFile) {}
