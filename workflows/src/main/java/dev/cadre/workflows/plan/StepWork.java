package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.StepCall;
import io.temporal.workflow.Async;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/** The steps of a scope at work, each to its ending, which waits until the scope takes it. */
final class StepWork {

  /** What an occurrence of a step ended with. */
  record Ended(int step, int occurrence, Ending ending) {}

  private final StepRunner runner;
  private final Comments comments;
  private final ArrayDeque<Ended> ended = new ArrayDeque<>();

  StepWork(StepRunner runner, Comments comments) {
    this.runner = runner;
    this.comments = comments;
  }

  /** In the order in which they ended. */
  Queue<Ended> ended() {
    return ended;
  }

  /** A step whose first attempt gives its result needs no coroutine. */
  void start(int step, int occurrence) {
    StepCall.Begun begun = runner.begin(step, comments.of(step));
    if (begun == null) {
      run(step, occurrence, () -> runner.run(step, occurrence, comments.of(step)));
      return;
    }
    begun
        .first()
        .handle((result, failure) -> {
          if (failure == null && result.asked() == null) {
            ended.add(new Ended(step, occurrence, new Ending.Done(result.output())));
          } else {
            run(step, occurrence, () -> runner.end(begun));
          }
          return true;
        });
  }

  private void run(int step, int occurrence, Supplier<Ending> work) {
    Async.procedure(() -> ended.add(new Ended(step, occurrence, work.get())));
  }
}
