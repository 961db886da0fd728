package dev.cadre.workflows.key;

import dev.cadre.workflows.tenant.TenantId;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** What the rotation does with tenants' keys. Each method may be repeated. */
@ActivityInterface
public interface KeyRing {

  /** The tenants whose key is old or has old versions, 500 at most. */
  @ActivityMethod(name = "keys.due")
  DueKeys due();

  /** One round for one tenant's key; each does a part that takes seconds. */
  @ActivityMethod(name = "keys.renew")
  Renewal renew(TenantId tenant);
}
