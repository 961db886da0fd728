package dev.cadre.activities.plan;

import dev.cadre.stores.step.Results;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.plan.Bindings;
import dev.cadre.workflows.plan.Names;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanResults;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.plan.StepReads;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.SubplanStep;
import dev.cadre.workflows.tenant.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads what expressions of a plan see. */
public final class BindingReads {

  /**
   * What is to be read.
   *
   * @param uses the occurrence of each step whose output may be read
   * @param frames the containers around
   * @param named the steps that are named, with an output or without
   * @param input whether the input is read
   */
  public record Wanted(
      Map<String, Integer> uses, List<Frame> frames, Set<String> named, boolean input) {

    /** What a result reads of all that there is. */
    static Wanted ofResult(
        List<Step> steps,
        @Nullable Object result,
        Set<String> names,
        Map<String, Integer> uses,
        List<Frame> frames)
        throws ExpressionException {
      Set<String> named = PlanResults.reads(steps, result, names);
      Map<String, Integer> read = new HashMap<>(uses);
      read.keySet().retainAll(named);
      return new Wanted(read, frames, named, result != null);
    }

    /** What a step's own work reads. */
    public static Wanted of(
        Step step, Set<String> names, Map<String, Integer> uses, List<Frame> frames)
        throws ExpressionException {
      return new Wanted(uses, frames, StepReads.of(step, names), StepReads.ofInput(step, names));
    }
  }

  private BindingReads() {}

  /** Reads what is wanted. */
  public static Mono<Bindings> read(
      Results results, TenantId tenant, PlanId plan, PlanSnapshot snapshot, Wanted wanted) {
    return Mono.zip(
            input(results, tenant, plan, snapshot, wanted),
            results.values(tenant, plan, wanted.uses()),
            bound(results, tenant, plan, snapshot, wanted.frames()))
        .map(read ->
            Bindings.of(wanted.named(), read.getT1().orElse(null), read.getT2(), read.getT3()));
  }

  /** A subplan's own, else the plan's. */
  private static Mono<Optional<Object>> input(
      Results results, TenantId tenant, PlanId plan, PlanSnapshot snapshot, Wanted wanted) {
    if (!wanted.input()) {
      return Mono.just(Optional.empty());
    }
    return wanted.frames().stream()
        .filter(frame -> subplan(snapshot, frame))
        .reduce((_, last) -> last)
        .map(frame -> results.item(tenant, plan, frame))
        .orElseGet(() -> results.value(tenant, plan, snapshot.input()));
  }

  private static boolean subplan(PlanSnapshot snapshot, Frame frame) {
    return container(snapshot, frame) instanceof SubplanStep;
  }

  private static Step container(PlanSnapshot snapshot, Frame frame) {
    return PlanSteps.get(snapshot.plan(), frame.step()).step();
  }

  /** What containers bind by name; an inner one hides the same name outside. */
  private static Mono<Map<String, @Nullable Object>> bound(
      Results results, TenantId tenant, PlanId plan, PlanSnapshot snapshot, List<Frame> frames) {
    return Flux.fromIterable(frames)
        .concatMap(frame ->
            switch (container(snapshot, frame)) {
              case MapStep map ->
                  results
                      .item(tenant, plan, frame)
                      .map(item -> Bindings.item(map, item.orElse(null)));
              case LoopStep _ ->
                  Mono.just(Map.<String, @Nullable Object>of(Names.TURN, (long) frame.index()));
              default -> Mono.just(Map.<String, @Nullable Object>of());
            })
        .reduce(
            new HashMap<String, @Nullable Object>(),
            (all, more) -> {
              all.putAll(more);
              return all;
            })
        .map(all -> all);
  }
}
