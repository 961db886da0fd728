package dev.cadre.stores.memory;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A document on its way into a collection.
 *
 * @param document its id
 * @param state PENDING, CREATED, REPLACED, UNCHANGED or FAILED
 * @param problem a sentence, when it has failed
 */
public record IntakeRead(
    UUID id,
    String document,
    String state,
    @Nullable String problem,
    Instant createdAt,
    @Nullable Instant endedAt) {}
