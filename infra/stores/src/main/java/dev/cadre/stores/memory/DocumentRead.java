package dev.cadre.stores.memory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A document, without its text.
 *
 * @param source where it comes from; null where it was not said
 * @param updatedAt when its present content came
 */
public record DocumentRead(
    String id,
    String title,
    @Nullable String source,
    int characters,
    int chunks,
    Instant createdAt,
    Instant updatedAt) {}
