package dev.cadre.stores.step;

import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Values over 4 KB. */
public interface Blobs {

  /**
   * Keeps a value, sealed with the plan's key.
   *
   * @param kind such as {@code result}; each has an entry in the data map
   * @return the blob's id
   */
  Mono<String> put(TenantId tenant, PlanId plan, String kind, @Nullable Object value);

  /** The RFC 8785 form of a blob's value, in UTF-8; empty when there is no such blob. */
  Mono<byte[]> read(TenantId tenant, PlanId plan, String id);
}
