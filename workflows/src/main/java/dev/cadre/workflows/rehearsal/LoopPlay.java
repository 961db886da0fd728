package dev.cadre.workflows.rehearsal;

import dev.cadre.workflows.plan.Sight;
import dev.cadre.workflows.step.LoopStep;

/** A loop in rehearsal: turn after turn. */
final class LoopPlay extends Play {

  private final LoopStep loop;

  LoopPlay(Stage stage, Scene around, LoopStep loop, int position) {
    super(stage, around, loop, position);
    this.loop = loop;
  }

  @Override
  void begin() {
    open(1, null, null);
  }

  @Override
  void over(Scene scene, int turn) {
    Sight.Seen last = scene.vision().seen(loop.step().id());
    boolean enough = scene.vision().condition(loop.until(), stage.pointer(loop) + "/until");
    if (enough || turn == loop.max()) {
      done(last == null ? null : last.output().value());
    } else {
      open(turn + 1, null, last);
    }
  }
}
