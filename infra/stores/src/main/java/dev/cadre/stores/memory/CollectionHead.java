package dev.cadre.stores.memory;

import java.util.UUID;

/**
 * A collection, and how far it is.
 *
 * @param revision rises with each change of its documents
 */
public record CollectionHead(UUID id, long revision) {}
