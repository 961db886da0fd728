package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.StepState;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A map at work: its items in order, some at a time. */
final class MapRun extends Container {

  private final MapStep map;
  private int[] made = new int[0];
  private int next;
  private int working;
  private final Map<Integer, Entered.Instance> begun = new HashMap<>();

  /** Items that an earlier part of the run has left at work; they go on in any case. */
  private final Set<Integer> takenUp = new LinkedHashSet<>();

  MapRun(RunParts parts, Scope around, MapStep map, int position, @Nullable String note) {
    super(parts, around, map, position, note);
    this.map = map;
  }

  @Override
  @Nullable Output work() {
    Entered entered = enter();
    made = new int[entered.count()];
    entered.instances().forEach(instance -> begun.put(instance.index(), instance));
    begun.values().stream()
        .filter(each -> parts.start().goesOn() && !ended(each) && !each.wasLeft())
        .map(Entered.Instance::index)
        .sorted()
        .forEach(takenUp::add);
    takenUp.forEach(this::start);
    entered();
    while (skipEnded() < made.length && !stopped()) {
      Workflow.await(() -> stopped() || mayStart());
      if (!stopped()) {
        start(next++);
      }
    }
    Workflow.await(() -> working == 0);
    return stopped() ? null : book.leave(Arrays.stream(made).boxed().toList(), Map.of(), null);
  }

  private void start(int index) {
    working++;
    Async.procedure(() -> item(index));
  }

  /** Goes over items that an earlier run has done or left at work; the next one to start. */
  private int skipEnded() {
    while (next < made.length && (takenUp.contains(next) || ended(begun.get(next)))) {
      keep(begun.get(next));
      next++;
    }
    return next;
  }

  private boolean ended(Entered.@Nullable Instance instance) {
    if (instance == null) {
      return false;
    }
    StepState state = instance.steps().getFirst().state();
    return state == StepState.COMPLETED
        || (parts.start().goesOn() && state.terminal() && !instance.wasLeft());
  }

  /** What an item made that has ended before. */
  private void keep(Entered.@Nullable Instance instance) {
    if (instance != null && instance.steps().getFirst().state() == StepState.COMPLETED) {
      made[instance.index()] = instance.steps().getFirst().occurrence();
    }
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
    }
    // The plan may be waiting now, and no step of it changes any more. Not in `finally`: that runs
    // also when the workflow goes on in a new history, and must command nothing then.
    parts.turn().run();
  }
}
