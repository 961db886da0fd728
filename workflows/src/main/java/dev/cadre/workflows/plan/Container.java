package dev.cadre.workflows.plan;

import dev.cadre.workflows.plan.PlanSnapshot.PriorStep;
import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.SubplanStep;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A container at work: opens a scope for each of its instances and puts their outputs together. A
 * failure inside that nothing caught is the container's own.
 */
abstract class Container {

  final RunParts parts;
  final Scope around;
  final int position;
  final int occurrence;
  final ContainerBook book;

  private final Step step;
  private final @Nullable String note;
  private final PlanGraph inner;
  private int base;
  private final Set<Scope> live = new LinkedHashSet<>();
  private @Nullable Halt halted;

  Container(RunParts parts, Scope around, Step step, int position, @Nullable String note) {
    this.parts = parts;
    this.around = around;
    this.step = step;
    this.position = position;
    this.note = note;
    this.occurrence = around.state().occurrence(position);
    this.book = new ContainerBook(parts, around, step, position);
    this.inner = parts.inside(step);
  }

  /** Runs to the ending. */
  final Ending run() {
    around.containers().began(position, this);
    around.facts().moved(position, StepState.RUNNING, null, null);
    CancellationScope clock = Workflow.newCancellationScope(this::limit);
    long begun = Workflow.getInfo().getHistoryLength();
    clock.run();
    Ending ending;
    try {
      ending = ending();
    } catch (RuntimeException e) {
      over(clock, begun);
      throw e;
    }
    over(clock, begun);
    return ending;
  }

  /**
   * It has ended; not when the workflow goes on in a new history, which throws an error and must
   * command nothing. A timer that is cancelled in the workflow task that started it leaves no
   * event, and a replay would miss it among the events of that task: it runs out, and nobody minds.
   */
  private void over(CancellationScope clock, long begun) {
    if (Workflow.getInfo().getHistoryLength() > begun) {
      clock.cancel();
    }
    parts.ends().over(step.id(), occurrence);
    around.containers().ended(position);
  }

  private Ending ending() {
    try {
      Output output = work();
      if (output != null) {
        return new Ending.Done(output);
      }
    } catch (CanceledFailure e) {
      halt(new Halt("CANCELLED", null, null));
      Workflow.newDetachedCancellationScope(() -> Workflow.await(live::isEmpty)).run();
    }
    Halt why = halted;
    return why == null || around.stopped()
        ? new Ending.Stopped()
        : new Ending.Failed(why.reason(), why.message());
  }

  /** Does the work; null when it was stopped. */
  abstract @Nullable Output work();

  /** Whether the container itself has nothing to do until an instance ends. */
  abstract boolean resting();

  /** Ends the container when its timeout is over; a pause stops that clock. */
  private void limit() {
    StepOptions options = step.options();
    if (options.timeout().compareTo(StepOptions.NO_TIMEOUT) < 0) {
      Duration left = parts.ends().leftBesidePauses(step.id(), occurrence, options.timeout());
      Async.procedure(() -> end(left));
    }
  }

  private void end(Duration timeout) {
    try {
      parts.pause().sleep(timeout);
      halt(new Halt("TIMEOUT", null, "The step's timeout is over."));
    } catch (CanceledFailure e) {
      // It has ended in time.
    }
  }

  /** Nothing new starts inside; running attempts finish. */
  final void halt(Halt why) {
    if (halted == null) {
      halted = why;
      live.forEach(scope -> scope.halt(why));
    }
  }

  final boolean stopped() {
    return halted != null || around.stopped();
  }

  /** Whether nothing happens inside until somebody or something outside acts. */
  final boolean idle() {
    return resting() && live.stream().allMatch(Scope::idle);
  }

  /** Comments for steps inside. */
  final Stream<Carried.Note> notes() {
    return live.stream().flatMap(Scope::notes);
  }

  /** Rounds of gates inside. */
  final Stream<Carried.Round> rounds() {
    return live.stream().flatMap(Scope::rounds);
  }

  /** The number of instances at work. */
  final int live() {
    return live.size();
  }

  final Entered enter() {
    parts.tally().entering(1);
    try {
      Entered entered = book.enter();
      base = entered.base();
      return entered;
    } catch (RuntimeException e) {
      entered();
      throw e;
    }
  }

  /** What was left at work inside goes on; the container may begin more. */
  final void entered() {
    parts.tally().entering(-1);
  }

  /**
   * Opens an instance and runs it to its end.
   *
   * @param prior what was done of it; null when it begins
   * @param before in a loop: what the turn before made of its step
   */
  final Scope instance(int index, Entered.@Nullable Instance prior, Sight.@Nullable Seen before) {
    int number = prior == null ? Instances.number(step, base, index) : prior.scope();
    Frame frame = new Frame(step.id(), occurrence, index, number);
    PlanState.Occurrences numbering = Instances.in(number);
    PlanState state = new PlanState(inner, numbering, parts.tally());
    List<PriorStep> left = prior == null ? List.of() : prior.steps();
    PriorSteps.LeftAtWork begun =
        PriorSteps.restore(state, inner, left, parts.start().goesOn(), numbering);
    Sight sight = around.sight().inside(step, frame, inner, state);
    sight.before(before);
    String pointer = around.pointer(position) + (step instanceof SubplanStep ? "/steps" : "/step");
    var place = new Place(sight, this::stopped, note, pointer, begun);
    Scope scope = new Scope(parts, inner, state, place);
    live.add(scope);
    try {
      scope.toEnd();
    } finally {
      live.remove(scope);
    }
    Halt why = scope.halted();
    if (why != null) {
      halt(why.in(step, index));
    }
    return scope;
  }
}
