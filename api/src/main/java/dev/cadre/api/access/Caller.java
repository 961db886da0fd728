package dev.cadre.api.tenant;

import dev.cadre.workflows.tenant.TenantId;
import java.util.Set;

/** Who sent a request. */
public record Caller(TenantId tenant, String name, Set<String> roles) {

  public Caller {
    roles = Set.copyOf(roles);
  }
}
