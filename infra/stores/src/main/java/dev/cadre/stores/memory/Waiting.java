package dev.cadre.stores.memory;

import dev.cadre.stores.audit.By;
import dev.cadre.workflows.tenant.TenantId;
import java.util.UUID;

/**
 * A document that waits for its vectors, taken by one worker.
 *
 * @param collection its name
 * @param by who has sent it
 */
public record Waiting(TenantId tenant, UUID id, String collection, By by, NewDocument document) {}
