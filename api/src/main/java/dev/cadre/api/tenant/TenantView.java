package dev.cadre.api.tenant;

import dev.cadre.stores.plan.Money;
import dev.cadre.stores.tenant.TenantRead;
import dev.cadre.workflows.tenant.TenantStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as it is answered.
 *
 * @param permits ALL, or LISTED: then GET /v1/tenant/permits names them
 */
record TenantView(
    String id,
    String name,
    @Nullable String domain,
    TenantStatus status,
    String planTier,
    String region,
    String timeZone,
    boolean privacy,
    boolean assertedDecisions,
    @Nullable Money monthlyBudget,
    String permits,
    int version,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * Tenants, newest first.
   *
   * @param next null at the end
   */
  record Page(List<TenantView> items, @Nullable String next) {}

  static TenantView of(TenantRead read) {
    BigDecimal budget = read.budgetLimit();
    return new TenantView(
        read.id().toString(),
        read.name(),
        read.domain(),
        read.status(),
        read.planTier(),
        read.region(),
        read.timeZone(),
        read.privacy(),
        read.assertedDecisions(),
        budget == null ? null : Money.usd(budget),
        read.listed() ? "LISTED" : "ALL",
        read.version(),
        read.createdAt(),
        read.updatedAt());
  }
}
