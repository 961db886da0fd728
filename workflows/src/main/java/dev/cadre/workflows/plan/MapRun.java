package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.StepState;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map at work: its items in order, some at a time. */
final class MapRun extends Container {

  private final MapStep map;
  private int[] made = new int[0];
  private int next;
  private int working;
  private final Map<Integer, Entered.Instance> begun = new HashMap<>();

  MapRun(RunParts parts, Scope around, MapStep map, int position, @Nullable String note) {
    super(parts, around, map, position, note);
    this.map = map;
  }

  @Override
  @Nullable Output work() {
    Entered entered = enter();
    made = new int[entered.count()];
    entered.instances().forEach(instance -> begun.put(instance.index(), instance));
    takeUp();
    entered();
    while (skip() < made.length && !stopped()) {
      Workflow.await(() -> stopped() || mayStart());
      if (!stopped()) {
        start(next++);
      }
    }
    Workflow.await(() -> working == 0);
    return stopped() ? null : leave(Arrays.stream(made).boxed().toList(), Map.of(), null);
  }

  /** What was done stands, and what was under way goes on whatever keeps new ones from starting. */
  private void takeUp() {
    begun.keySet().stream()
        .sorted()
        .filter(index -> index < made.length && !ended(begun.get(index)))
        .toList()
        .forEach(this::start);
  }

  private void start(int index) {
    working++;
    Async.procedure(() -> item(index));
  }

  /** Goes over items that were begun before; the next one to start. */
  private int skip() {
    while (next < made.length && begun.containsKey(next)) {
      next++;
    }
    return next;
  }

  private boolean ended(Entered.@Nullable Instance instance) {
    if (instance == null) {
      return false;
    }
    PlanSnapshot.PriorStep step = instance.steps().getFirst();
    boolean stands =
        step.state() == StepState.COMPLETED || (parts.start().goesOn() && step.state().terminal());
    if (stands && step.state() == StepState.COMPLETED) {
      made[instance.index()] = step.occurrence();
    }
    return stands;
  }

  private boolean mayStart() {
    return working < map.concurrency() && around.mayStart();
  }

  @Override
  boolean resting() {
    return (stopped() || next >= made.length) ? working > 0 : !mayStart();
  }

  private void item(int index) {
    try {
      Sight.Seen seen = instance(index, begun.get(index), null).sight().seen(map.step().id());
      made[index] = seen == null ? 0 : seen.occurrence();
    } finally {
      working--;
      // The plan may be waiting now, and no step of it changes any more.
      parts.turn().run();
    }
  }
}
