package dev.cadre.activities.plan;

import dev.cadre.stores.step.Results;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.plan.Names;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.plan.StepReads;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.tenant.TenantId;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What expressions of a plan see: {@code input}, {@code steps}, and what containers bind.
 *
 * @param outputs the output of each step that has one
 * @param variables the trees by variable; null stands for a missing output
 */
public record Bindings(
    Map<String, @Nullable Object> outputs, Map<String, @Nullable Object> variables) {

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

    /** What a step's own work reads. */
    public static Wanted of(
        Step step, Set<String> names, Map<String, Integer> uses, List<Frame> frames)
        throws ExpressionException {
      return new Wanted(uses, frames, StepReads.of(step, names), StepReads.ofInput(step, names));
    }
  }

  public Bindings {
    outputs = Collections.unmodifiableMap(new HashMap<>(outputs));
    variables = Collections.unmodifiableMap(new HashMap<>(variables));
  }

  /** Reads what is wanted. */
  public static Mono<Bindings> read(
      Results results, TenantId tenant, PlanId plan, PlanSnapshot snapshot, Wanted wanted) {
    return Mono.zip(
            input(results, tenant, plan, snapshot, wanted),
            results.values(tenant, plan, wanted.uses()),
            bound(results, tenant, plan, snapshot, wanted.frames()))
        .map(read -> of(wanted, read.getT1(), read.getT2(), read.getT3()));
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
    Step step = container(snapshot, frame);
    return !(step instanceof MapStep) && !(step instanceof LoopStep);
  }

  private static Step container(PlanSnapshot snapshot, Frame frame) {
    return PlanSteps.find(snapshot.plan(), frame.step())
        .orElseThrow(() -> new IllegalStateException("the plan has no step " + frame.step()))
        .step();
  }

  /** What containers bind by name; an inner one hides the same name outside. */
  private static Mono<Map<String, @Nullable Object>> bound(
      Results results, TenantId tenant, PlanId plan, PlanSnapshot snapshot, List<Frame> frames) {
    return Flux.fromIterable(frames)
        .concatMap(frame ->
            switch (container(snapshot, frame)) {
              case MapStep map -> results.item(tenant, plan, frame).map(item -> item(map, item));
              case LoopStep _ ->
                  Mono.just(
                      Map.<String, Optional<Object>>of(
                          Names.TURN, Optional.of((long) frame.index())));
              default -> Mono.just(Map.<String, Optional<Object>>of());
            })
        .reduce(
            new HashMap<String, @Nullable Object>(),
            (all, more) -> {
              more.forEach((name, value) -> all.put(name, value.orElse(null)));
              return all;
            })
        .map(all -> all);
  }

  private static Map<String, Optional<Object>> item(MapStep map, Optional<Object> item) {
    return map.as() == null ? Map.of(Names.ITEM, item) : Map.of(Names.ITEM, item, map.as(), item);
  }

  private static Bindings of(
      Wanted wanted,
      Optional<Object> input,
      Map<String, @Nullable Object> outputs,
      Map<String, @Nullable Object> bound) {
    Map<String, Object> steps = new HashMap<>();
    wanted.named().forEach(id -> steps.put(id, step(outputs, id)));
    outputs.keySet().forEach(id -> steps.put(id, step(outputs, id)));
    Map<String, @Nullable Object> variables = new HashMap<>(bound);
    variables.put("input", input.orElse(null));
    variables.put("steps", steps);
    return new Bindings(outputs, variables);
  }

  private static Map<String, @Nullable Object> step(
      Map<String, @Nullable Object> outputs, String id) {
    Map<String, @Nullable Object> step = new HashMap<>();
    step.put("output", outputs.get(id));
    return step;
  }

  /** The same, and {@code item}. */
  public Map<String, @Nullable Object> with(@Nullable Object item) {
    Map<String, @Nullable Object> more = new HashMap<>(variables);
    more.put(Names.ITEM, item);
    return more;
  }
}
