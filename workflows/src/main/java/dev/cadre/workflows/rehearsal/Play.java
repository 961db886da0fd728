package dev.cadre.workflows.rehearsal;

import dev.cadre.workflows.plan.Halt;
import dev.cadre.workflows.plan.PlanGraph;
import dev.cadre.workflows.plan.PlanState;
import dev.cadre.workflows.plan.Sight;
import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepFailed;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A container in rehearsal: opens a scene for each of its instances. A failure inside that nothing
 * caught is the container's own.
 */
abstract class Play {

  final Stage stage;
  final Scene around;

  private final Step step;
  private final int position;
  private final Set<Scene> live = new LinkedHashSet<>();
  private @Nullable Halt halted;

  Play(Stage stage, Scene around, Step step, int position) {
    this.stage = stage;
    this.around = around;
    this.step = step;
    this.position = position;
  }

  /**
   * Opens the first instances, or is done where there are none.
   *
   * @throws StepFailed when an expression of the container fails
   */
  abstract void begin();

  /**
   * An instance has ended, and nothing has stopped the container; {@link StepFailed} as above.
   *
   * @param scene the instance's
   */
  abstract void over(Scene scene, int index);

  /** The number of instances at work. */
  final int live() {
    return live.size();
  }

  final boolean stopped() {
    return halted != null || around.stopped();
  }

  /** Nothing new starts inside; running steps finish. */
  final void halt(Halt why) {
    if (halted == null) {
      halted = why;
      List.copyOf(live).forEach(scene -> scene.halt(why));
    }
  }

  final void done(@Nullable Object value) {
    around.ends(position, Act.of(new Ending.Done(stage.output(value))));
  }

  /**
   * Opens an instance.
   *
   * @param value the item of a map, the input of a subplan
   * @param before in a loop: what the turn before made of its step
   */
  final void open(int index, @Nullable Object value, Sight.@Nullable Seen before) {
    PlanGraph graph = stage.inside(step);
    Frame frame =
        new Frame(step.id(), around.state().occurrence(position), index, stage.open(graph));
    PlanState state = new PlanState(graph);
    Vision vision = around.vision().inside(step, frame, graph, state, value, before);
    Scene[] scene = new Scene[1];
    scene[0] = new Scene(stage, graph, state, vision, this::stopped, () -> ended(scene[0], index));
    around.playbill().holds(position, index, scene[0].playbill());
    live.add(scene[0]);
    scene[0].goOn();
  }

  private void ended(Scene scene, int index) {
    live.remove(scene);
    Halt why = scene.halted();
    if (why != null) {
      halt(why.in(step, index));
    }
    if (!stopped()) {
      goOn(scene, index);
    } else if (live.isEmpty()) {
      around.ends(position, Act.of(stopping()));
    }
  }

  private void goOn(Scene scene, int index) {
    try {
      over(scene, index);
    } catch (StepFailed e) {
      around.ends(position, Act.of(e.ending()));
    }
  }

  private Ending stopping() {
    Halt why = halted;
    return why == null || around.stopped()
        ? new Ending.Stopped()
        : new Ending.Failed(why.reason(), why.message());
  }
}
