package dev.cadre.stores.memory;

import java.time.Instant;
import java.util.UUID;

/**
 * A collection as it stands.
 *
 * @param revision rises with each change of its documents
 */
public record CollectionRead(
    UUID id,
    String name,
    long revision,
    long documents,
    long chunks,
    Instant createdAt,
    Instant updatedAt) {}
