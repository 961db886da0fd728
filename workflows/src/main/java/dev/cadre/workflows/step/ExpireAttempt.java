package dev.cadre.workflows.step;

import dev.cadre.workflows.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Gives up an attempt whose time is over, whoever may still be at it.
 *
 * @param provider of the model; of a tool its name
 * @param model null for a tool
 */
public record ExpireAttempt(
    TenantId tenant, AttemptKey key, String provider, @Nullable String model, boolean fallback) {}
