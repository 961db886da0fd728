package dev.cadre.activities.plan;

import dev.cadre.stores.step.Results;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.tenant.TenantId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What expressions of a plan see: {@code input} and {@code steps}.
 *
 * @param outputs the output of each step that has one
 * @param variables the trees by variable; null stands for a missing output
 */
public record Bindings(
    Map<String, @Nullable Object> outputs, Map<String, @Nullable Object> variables) {

  public Bindings {
    outputs = Collections.unmodifiableMap(new HashMap<>(outputs));
    variables = Collections.unmodifiableMap(new HashMap<>(variables));
  }

  /**
   * Reads what is needed.
   *
   * @param uses the occurrence of each step whose output may be read
   */
  public static Mono<Bindings> read(
      Results results,
      TenantId tenant,
      PlanId plan,
      PlanSnapshot snapshot,
      Map<String, Integer> uses) {
    return Mono.zip(
            results.value(tenant, plan, snapshot.input()), results.values(tenant, plan, uses))
        .map(read -> of(snapshot, read.getT1(), read.getT2()));
  }

  private static Bindings of(
      PlanSnapshot snapshot, Optional<Object> input, Map<String, @Nullable Object> outputs) {
    Map<String, Object> steps = new HashMap<>();
    for (Step step : snapshot.plan().steps()) {
      Map<String, @Nullable Object> read = new HashMap<>();
      read.put("output", outputs.get(step.id()));
      steps.put(step.id(), read);
    }
    Map<String, @Nullable Object> variables = new HashMap<>();
    variables.put("input", input.orElse(null));
    variables.put("steps", steps);
    return new Bindings(outputs, variables);
  }

  /** The same, and {@code item}. */
  public Map<String, @Nullable Object> with(@Nullable Object item) {
    Map<String, @Nullable Object> more = new HashMap<>(variables);
    more.put("item", item);
    return more;
  }
}
