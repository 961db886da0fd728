package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.Output;
import io.temporal.workflow.Workflow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A loop at work: turn after turn. */
final class LoopRun extends Container {

  private final LoopStep loop;
  private final Map<Integer, Entered.Instance> begun = new HashMap<>();
  private boolean between;

  LoopRun(RunParts parts, Scope around, LoopStep loop, int position, @Nullable String note) {
    super(parts, around, loop, position, note);
    this.loop = loop;
  }

  @Override
  @Nullable Output work() {
    enter().instances().forEach(instance -> begun.put(instance.index(), instance));
    entered();
    Sight.Seen last = null;
    Sight.Seen made = null;
    for (int turn = 1; turn <= loop.max(); turn++) {
      if (!parts.start().goesOn() || begun.get(turn) == null) {
        awaitTurn();
      }
      if (stopped()) {
        return null;
      }
      Scope scope = instance(turn, begun.get(turn), last);
      if (stopped()) {
        return null;
      }
      // The end of a turn is about this turn alone.
      scope.sight().before(null);
      made = scope.sight().seen(loop.step().id());
      if (done(scope)) {
        break;
      }
      last = made == null ? last : made;
    }
    return book.leave(
        List.of(), made == null ? Map.of() : Map.of(loop.step().id(), made.occurrence()), null);
  }

  private void awaitTurn() {
    between = true;
    Workflow.await(() -> stopped() || around.mayStart());
    between = false;
  }

  private boolean done(Scope scope) {
    return new Values(parts, scope.sight())
        .condition(loop.until(), around.pointer(position) + "/until");
  }

  @Override
  boolean resting() {
    return between ? !stopped() && !around.mayStart() : live() > 0;
  }
}
