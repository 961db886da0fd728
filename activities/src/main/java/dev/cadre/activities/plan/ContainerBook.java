package dev.cadre.activities.plan;

import dev.cadre.activities.plan.BindingReads.Wanted;
import dev.cadre.activities.step.Failures;
import dev.cadre.stores.plan.Containers;
import dev.cadre.stores.step.Results;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Templates;
import dev.cadre.workflows.plan.Bindings;
import dev.cadre.workflows.plan.EnterContainer;
import dev.cadre.workflows.plan.Entered;
import dev.cadre.workflows.plan.Instances;
import dev.cadre.workflows.plan.LeaveContainer;
import dev.cadre.workflows.plan.MapItems;
import dev.cadre.workflows.plan.PlanResults;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.SubplanStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The bookkeeping of maps, loops and subplans. */
final class ContainerBook {

  /** The largest output of a map, in bytes of its items' RFC 8785 forms. */
  private static final long MAX_OUTPUT = 64L << 20;

  private final BookReads reads;
  private final Results results;
  private final Containers containers;

  ContainerBook(BookReads reads, Results results, Containers containers) {
    this.reads = reads;
    this.results = results;
    this.containers = containers;
  }

  Entered enter(EnterContainer container) {
    PlanSnapshot snapshot = reads.snapshot(container.tenant(), container.plan(), container.run());
    PlanSteps.Found found = BookReads.find(snapshot, container.step());
    List<? extends @Nullable Object> items = items(container, snapshot, found);
    Entered entered =
        BookReads.await(
            containers
                .enter(container, items, Instances.reserved(found.step(), items.size()))
                .switchIfEmpty(Mono.error(BookReads::closed)));
    if (entered.base() + Instances.reserved(found.step(), items.size()) >= Instances.MOST) {
      throw Failures.tooLarge(
          container.step()
              + ": The plan holds more than "
              + Instances.MOST
              + " items and turns; make its loops shorter or split it.");
    }
    return entered;
  }

  private List<? extends @Nullable Object> items(
      EnterContainer container, PlanSnapshot snapshot, PlanSteps.Found found) {
    if (found.step() instanceof LoopStep) {
      return List.of();
    }
    try {
      Bindings bindings =
          reads.bindings(
              container.tenant(),
              container.plan(),
              snapshot,
              Wanted.of(found.step(), found.names(), container.uses(), container.frames()));
      return found.step() instanceof MapStep map
          ? MapItems.of(map, found.names(), bindings)
          : Arrays.asList(
              Templates.render(((SubplanStep) found.step()).input(), bindings.variables()));
    } catch (ExpressionException e) {
      throw Failures.expression(
          found.pointer() + (found.step() instanceof MapStep ? "/over" : "/input"), e);
    }
  }

  AttemptResult leave(LeaveContainer container) {
    PlanSnapshot snapshot = reads.snapshot(container.tenant(), container.plan(), container.run());
    PlanSteps.Found found = BookReads.find(snapshot, container.step());
    List<Frame> frames = container.frames();
    return switch (found.step()) {
      case MapStep map -> leave(container, frames, map.kind(), gathered(map, container));
      case LoopStep loop -> leave(container, frames, loop.kind(), last(loop, container));
      case SubplanStep subplan ->
          leave(
              container,
              frames.subList(0, frames.size() - 1),
              subplan.kind(),
              result(subplan, found, container, snapshot));
      default -> throw new IllegalStateException(container.step() + " holds no steps");
    };
  }

  private AttemptResult leave(
      LeaveContainer container, List<Frame> around, String kind, @Nullable Object output) {
    return BookReads.await(
        containers
            .leave(container, around, kind, output)
            .switchIfEmpty(Mono.error(BookReads::closed)));
  }

  private List<@Nullable Object> gathered(MapStep map, LeaveContainer container) {
    List<Integer> made = container.items().stream().filter(each -> each > 0).toList();
    String nested = map.step().id();
    Long size =
        BookReads.await(containers.size(container.tenant(), container.plan(), nested, made));
    if (size > MAX_OUTPUT) {
      throw Failures.tooLarge(
          container.step()
              + ": The items' outputs have "
              + (size >> 20)
              + " MiB together; keep them under "
              + (MAX_OUTPUT >> 20)
              + " MiB, or let each step write its own elsewhere.");
    }
    Map<Integer, @Nullable Object> outputs =
        BookReads.await(results.values(container.tenant(), container.plan(), nested, made));
    List<@Nullable Object> list = new ArrayList<>();
    container.items().forEach(occurrence -> list.add(outputs.get(occurrence)));
    return list;
  }

  private @Nullable Object last(LoopStep loop, LeaveContainer container) {
    return BookReads.await(results.values(container.tenant(), container.plan(), container.uses()))
        .get(loop.step().id());
  }

  private @Nullable Object result(
      SubplanStep subplan, PlanSteps.Found found, LeaveContainer container, PlanSnapshot snapshot) {
    try {
      Set<String> names = found.namesInside();
      return PlanResults.of(
          subplan.steps(),
          subplan.result(),
          reads.bindings(
              container.tenant(),
              container.plan(),
              snapshot,
              Wanted.ofResult(
                  subplan.steps(), subplan.result(), names, container.uses(), container.frames())));
    } catch (ExpressionException e) {
      throw Failures.expression(found.pointer() + "/result", e);
    }
  }
}
