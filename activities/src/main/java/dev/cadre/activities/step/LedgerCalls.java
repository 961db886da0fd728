package dev.cadre.activities.step;

import dev.cadre.stores.key.KeyGone;
import dev.cadre.stores.step.AgentBusy;
import dev.cadre.stores.step.Attempt;
import dev.cadre.stores.step.Attempts;
import dev.cadre.stores.step.Begun;
import dev.cadre.stores.step.Bill;
import dev.cadre.stores.step.Settled;
import dev.cadre.stores.step.TenantSuspended;
import dev.cadre.stores.step.UnkeepableValue;
import dev.cadre.stores.tool.ModelTurn;
import dev.cadre.stores.tool.ToolAnswer;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptResult;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * One attempt from its row to its commit. Once the call was made, the commit is repeated until it
 * stands or the step's time is over; the call never is.
 */
final class LedgerCalls {

  private static final Logger LOG = LoggerFactory.getLogger(LedgerCalls.class);
  private static final Duration STORE_WAIT = Duration.ofSeconds(15);

  /** A store that is down for longer is Temporal's to wait for. */
  private static final Duration BEGINNING = Duration.ofSeconds(10);

  private static final Duration BUSY = Duration.ofSeconds(1);
  private static final long FIRST_PAUSE = 100;
  private static final long LONGEST_PAUSE = 2000;

  private final Attempts attempts;
  private final AttemptMeters meters;

  /** What came of a call. */
  sealed interface Outcome {

    Bill bill();

    /** A result. */
    record Success(Bill bill, @Nullable Object value, @Nullable String pickedFrom)
        implements Outcome {}

    /** A model asks for tools first. */
    record Turn(Bill bill, ModelTurn turn) implements Outcome {}

    /** What a tool answers to the model that asked for it. */
    record Answer(ToolAnswer answer) implements Outcome {

      @Override
      public Bill bill() {
        return Bill.NOTHING;
      }
    }

    /** A failure. */
    record Failure(Bill bill, AttemptFailure failure) implements Outcome {}
  }

  LedgerCalls(Attempts attempts, AttemptMeters meters) {
    this.attempts = attempts;
    this.meters = meters;
  }

  /**
   * Begins, calls and commits.
   *
   * @param patience how long the commit is repeated: the step's timeout
   * @param call the one call; it must turn every failure into an outcome
   */
  AttemptResult run(Attempt attempt, Flight flight, Duration patience, Supplier<Outcome> call) {
    return switch (begin(attempt)) {
      case Begun.Done done -> done.result();
      case Begun.Failed failed -> {
        if (!failed.earlier()) {
          meters.ended(attempt.provider(), failed.failure().category().name());
        }
        throw Failures.of(failed.failure());
      }
      case Begun.Held held -> throw Failures.of(held.failure());
      case Begun.Call begun -> {
        long start = System.nanoTime();
        Outcome outcome = flight.calling(call);
        meters.called(attempt.provider(), System.nanoTime() - start);
        yield settled(attempt, begun.number(), outcome, start + patience.toNanos());
      }
    };
  }

  private AttemptResult settled(Attempt attempt, int number, Outcome outcome, long end) {
    Settled settled;
    try {
      settled = commit(attempt, end, settling(attempt, number, outcome));
    } catch (UnkeepableValue e) {
      // However often it is repeated, its commit fails alike.
      return settled(attempt, number, Failures.unkeepable(attempt, outcome.bill()), end);
    }
    count(attempt, outcome, settled);
    return result(settled);
  }

  /** What another call superseded is that one's to count. */
  private void count(Attempt attempt, Outcome outcome, Settled settled) {
    if (settled instanceof Settled.Superseded) {
      return;
    }
    meters.ended(
        attempt.provider(),
        switch (outcome) {
          case Outcome.Success _, Outcome.Turn _, Outcome.Answer _ -> AttemptMeters.OK;
          case Outcome.Failure failure -> failure.failure().category().name();
        });
    if (attempt.own() == null) {
      meters.billed(attempt.provider(), outcome.bill());
    }
  }

  /** It may have begun although no answer came: who asks again in time is told so. */
  private Begun begin(Attempt attempt) {
    Mono<Begun> beginning = attempts.begin(attempt);
    long end = System.nanoTime() + BEGINNING.toNanos();
    long pause = FIRST_PAUSE;
    while (true) {
      try {
        return await(beginning);
      } catch (KeyGone e) {
        throw Failures.of(gone());
      } catch (AgentBusy e) {
        throw Failures.again(String.valueOf(e.getMessage()), BUSY);
      } catch (TenantSuspended e) {
        throw e;
      } catch (RuntimeException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LOG.warn("beginning of {} is repeated: {}", attempt.key(), e.toString());
      }
      pause = rest(pause);
    }
  }

  private Function<Attempts, Mono<Settled>> settling(Attempt attempt, int number, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Success success ->
          ledger ->
              ledger.succeed(
                  attempt, number, success.bill(), success.value(), success.pickedFrom());
      case Outcome.Turn turn -> ledger -> ledger.turn(attempt, number, turn.bill(), turn.turn());
      case Outcome.Answer answer -> ledger -> ledger.answer(attempt, number, answer.answer());
      case Outcome.Failure failure ->
          ledger -> ledger.fail(attempt, number, failure.bill(), failure.failure());
    };
  }

  private Settled commit(Attempt attempt, long end, Function<Attempts, Mono<Settled>> settling) {
    long pause = FIRST_PAUSE;
    while (true) {
      try {
        return await(settling.apply(attempts));
      } catch (KeyGone e) {
        throw Failures.of(gone());
      } catch (UnkeepableValue e) {
        throw e;
      } catch (RuntimeException e) {
        // Whatever the store says, the call was made and paid: only its commit is worth a repeat.
        if (System.nanoTime() > end) {
          throw e;
        }
        LOG.warn("commit of {} is repeated: {}", attempt.key(), e.toString());
      }
      pause = rest(pause);
    }
  }

  private static long rest(long pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.again("the worker stops", Duration.ofMillis(1));
    }
    return Math.min(LONGEST_PAUSE, pause * 2);
  }

  private static AttemptResult result(Settled settled) {
    return switch (settled) {
      case Settled.Success success -> success.result();
      case Settled.Failure failure -> throw Failures.of(failure.failure());
      case Settled.Superseded _ ->
          // Another worker holds the attempt now; this answer goes nowhere.
          throw Failures.of(
              Failures.notCalled(FailureCategory.WORKER_LOST, "Another worker took over."));
    };
  }

  private static AttemptFailure gone() {
    return Failures.notCalled(FailureCategory.PLAN_CLOSED, "The plan's data key is gone.");
  }

  static <T> T await(Mono<T> mono) {
    return Objects.requireNonNull(mono.block(STORE_WAIT), "the store gave nothing");
  }
}
