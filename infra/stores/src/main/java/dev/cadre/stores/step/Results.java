package dev.cadre.stores.step;

import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Outputs of steps. */
public interface Results {

  /**
   * Whole values of outputs, blobs opened.
   *
   * @param uses the occurrence of each step that is wanted
   * @return the tree of each that stands, by step; a tree may be null
   */
  Mono<Map<String, @Nullable Object>> values(
      TenantId tenant, PlanId plan, Map<String, Integer> uses);

  /**
   * Whole values of one step's outputs.
   *
   * @return the tree of each occurrence that stands
   */
  Mono<Map<Integer, @Nullable Object>> values(
      TenantId tenant, PlanId plan, String step, List<Integer> occurrences);

  /** What a container binds for an instance; an empty optional is JSON's null. */
  Mono<Optional<Object>> item(TenantId tenant, PlanId plan, Frame frame);

  /** The whole value of one output; an empty optional is JSON's null. */
  Mono<Optional<Object>> value(TenantId tenant, PlanId plan, Output output);
}
