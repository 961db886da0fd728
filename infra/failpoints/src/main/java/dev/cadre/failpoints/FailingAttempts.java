package dev.cadre.failpoints;

import dev.cadre.stores.step.Attempt;
import dev.cadre.stores.step.Attempts;
import dev.cadre.stores.step.Begun;
import dev.cadre.stores.step.Bill;
import dev.cadre.stores.step.Settled;
import dev.cadre.stores.tool.ModelTurn;
import dev.cadre.stores.tool.ToolAnswer;
import dev.cadre.workflows.step.AttemptFailure;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A ledger at whose doors the worker can die. */
final class FailingAttempts implements Attempts {

  private final Attempts real;
  private final FailPoints points;

  FailingAttempts(Attempts real, FailPoints points) {
    this.real = real;
    this.points = points;
  }

  @Override
  public Mono<Begun> begin(Attempt attempt) {
    pass(FailPoint.BEGINNING, attempt);
    return real.begin(attempt).doOnNext(_ -> pass(FailPoint.BEGUN, attempt));
  }

  @Override
  public Mono<Settled> succeed(
      Attempt attempt, int call, Bill bill, @Nullable Object value, @Nullable String pickedFrom) {
    pass(FailPoint.ANSWERED, attempt);
    return real.succeed(attempt, call, bill, value, pickedFrom)
        .doOnNext(_ -> pass(FailPoint.RECORDED, attempt));
  }

  @Override
  public Mono<Settled> turn(Attempt attempt, int call, Bill bill, ModelTurn turn) {
    pass(FailPoint.ANSWERED, attempt);
    return real.turn(attempt, call, bill, turn).doOnNext(_ -> pass(FailPoint.RECORDED, attempt));
  }

  @Override
  public Mono<Settled> answer(Attempt attempt, int call, ToolAnswer answer) {
    pass(FailPoint.ANSWERED, attempt);
    return real.answer(attempt, call, answer).doOnNext(_ -> pass(FailPoint.RECORDED, attempt));
  }

  @Override
  public Mono<Settled> fail(Attempt attempt, int call, Bill bill, AttemptFailure failure) {
    pass(FailPoint.ANSWERED, attempt);
    return real.fail(attempt, call, bill, failure).doOnNext(_ -> pass(FailPoint.RECORDED, attempt));
  }

  private void pass(FailPoint point, Attempt attempt) {
    points.pass(point, attempt.key().step(), attempt.provider());
  }
}
