package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.Step;
import io.temporal.failure.ActivityFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is kept of a container: what it begins with, and what it yields. */
final class ContainerBook {

  private final RunParts parts;
  private final Scope around;
  private final Step step;
  private final int position;
  private final int occurrence;

  /** Of the present occurrence of a container. */
  ContainerBook(RunParts parts, Scope around, Step step, int position) {
    this.parts = parts;
    this.around = around;
    this.step = step;
    this.position = position;
    this.occurrence = around.state().occurrence(position);
  }

  Entered enter() {
    return kept(() ->
        parts
            .book()
            .enter(
                new EnterContainer(
                    parts.start().tenant(),
                    parts.start().plan(),
                    parts.start().run(),
                    step.id(),
                    occurrence,
                    around.uses(step),
                    around.sight().frames(),
                    around.takeUp().keptFrom(position))));
  }

  /** Commits the output. */
  Output leave(List<Integer> items, Map<String, Integer> uses, @Nullable Frame own) {
    List<Frame> frames = new ArrayList<>(around.sight().frames());
    if (own != null) {
      frames.add(own);
    }
    parts.scribe().settle(uses);
    parts.scribe().settle(step.nested().getFirst().id(), items);
    return kept(() ->
        parts
            .book()
            .leave(
                new LeaveContainer(
                    parts.start().tenant(),
                    parts.start().plan(),
                    parts.start().run(),
                    step.id(),
                    occurrence,
                    items,
                    uses,
                    frames))
            .output());
  }

  /** Bookkeeping of a container counts as work, so that the plan is not taken for waiting. */
  private <T> T kept(Supplier<T> call) {
    parts.tally().busy(1);
    try {
      return call.get();
    } catch (ActivityFailure e) {
      throw Values.failed(e);
    } finally {
      parts.tally().busy(-1);
    }
  }
}
