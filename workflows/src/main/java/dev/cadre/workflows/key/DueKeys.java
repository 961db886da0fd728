package dev.cadre.workflows.key;

import dev.cadre.workflows.tenant.TenantId;
import java.util.List;

/** The tenants whose keys have something to be done. */
public record DueKeys(List<TenantId> tenants) {

  public DueKeys {
    tenants = List.copyOf(tenants);
  }
}
