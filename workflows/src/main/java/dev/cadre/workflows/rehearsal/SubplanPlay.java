package dev.cadre.workflows.rehearsal;

import dev.cadre.workflows.expression.Templates;
import dev.cadre.workflows.plan.Bindings;
import dev.cadre.workflows.plan.PlanResults;
import dev.cadre.workflows.step.SubplanStep;
import org.jspecify.annotations.Nullable;

/** A subplan in rehearsal: one instance, a graph of its own. */
final class SubplanPlay extends Play {

  private final SubplanStep subplan;

  SubplanPlay(Stage stage, Scene around, SubplanStep subplan, int position) {
    super(stage, around, subplan, position);
    this.subplan = subplan;
  }

  @Override
  void begin() {
    Bindings bindings = around.vision().work(subplan);
    Object input =
        around
            .vision()
            .evaluate(
                stage.pointer(subplan) + "/input",
                () -> Templates.render(subplan.input(), bindings.variables()));
    open(0, stage.keep(input), null);
  }

  @Override
  void over(Scene scene, int index) {
    done(result(scene.vision()));
  }

  private @Nullable Object result(Vision vision) {
    return vision.evaluate(
        stage.pointer(subplan) + "/result",
        () ->
            PlanResults.of(
                subplan.steps(),
                subplan.result(),
                vision.bindings(
                    PlanResults.reads(subplan.steps(), subplan.result(), vision.names()))));
  }
}
