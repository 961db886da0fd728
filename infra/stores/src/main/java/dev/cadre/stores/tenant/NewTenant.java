package dev.cadre.stores.tenant;

import dev.cadre.stores.access.NewAccount;
import dev.cadre.workflows.tenant.TenantId;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tenant to be made, with all that it begins with.
 *
 * @param domain lower case
 * @param budgetLimit USD a month; null for none
 * @param admin its first account
 * @param models the first is the default where none says so
 */
public record NewTenant(
    TenantId id,
    String name,
    String domain,
    String planTier,
    String region,
    String timeZone,
    boolean privacy,
    @Nullable BigDecimal budgetLimit,
    Permits permits,
    NewAccount admin,
    List<NewModel> models) {

  public NewTenant {
    models = List.copyOf(models);
  }
}
