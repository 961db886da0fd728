package dev.cadre.stores.tenant;

import dev.cadre.workflows.tenant.TenantId;
import dev.cadre.workflows.tenant.TenantStatus;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tenant.
 *
 * @param domain names it at sign-in; null when nobody signs in with a password
 * @param privacy handles data of persons under the rules of privacy
 * @param assertedDecisions decisions by plain signal, of asserted identity, count
 * @param budgetLimit USD a month; null when none is set
 * @param listed only the agents and tools of its permits may be used
 */
public record TenantRead(
    TenantId id,
    String name,
    @Nullable String domain,
    TenantStatus status,
    String planTier,
    String region,
    String timeZone,
    boolean privacy,
    boolean assertedDecisions,
    boolean operates,
    @Nullable BigDecimal budgetLimit,
    boolean listed,
    int version,
    Instant createdAt,
    Instant updatedAt) {}
