package dev.cadre.stores.tenant;

import dev.cadre.workflows.tenant.TenantStatus;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What is to be other about a tenant; null: as it is. */
public record TenantChange(
    @Nullable String name,
    @Nullable TenantStatus status,
    @Nullable String timeZone,
    @Nullable Boolean privacy,
    @Nullable Boolean assertedDecisions,
    @Nullable BigDecimal budgetLimit) {

  /** Another status and nothing else. */
  public static TenantChange to(TenantStatus status) {
    return new TenantChange(null, status, null, null, null, null);
  }
}
