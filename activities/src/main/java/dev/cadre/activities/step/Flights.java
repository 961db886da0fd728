package dev.cadre.activities.step;

import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.TimeoutFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The attempts in flight on this worker, by key. One that is handed out again, because its
 * heartbeats were lost on the way, joins the call that still runs.
 */
final class Flights {

  private static final Duration HEARTBEAT = Duration.ofMillis(800);

  private final ConcurrentHashMap<AttemptKey, Flight> flights = new ConcurrentHashMap<>();

  /** Runs the attempt on a thread of its own, or joins it, and heartbeats until it has ended. */
  AttemptResult run(
      AttemptKey key, ActivityExecutionContext context, Function<Flight, AttemptResult> attempt) {
    Flight flight = flights.computeIfAbsent(key, k -> start(k, end(context), attempt));
    boolean heard = true;
    while (true) {
      try {
        return flight.outcome().get(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        heard = heard && heartbeat(context, flight);
      } catch (ExecutionException e) {
        throw cause(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Failures.again("the worker stops", Duration.ofMillis(1));
      }
    }
  }

  private Flight start(
      AttemptKey key, @Nullable Instant end, Function<Flight, AttemptResult> attempt) {
    Flight flight = new Flight(end);
    Thread.ofVirtual()
        .name("attempt-" + key)
        .start(() -> {
          try {
            AttemptResult result = attempt.apply(flight);
            flights.remove(key, flight);
            flight.outcome().complete(result);
          } catch (RuntimeException | Error e) {
            flights.remove(key, flight);
            flight.outcome().completeExceptionally(e);
          }
        });
    return flight;
  }

  private static @Nullable Instant end(ActivityExecutionContext context) {
    Duration whole = context.getInfo().getScheduleToCloseTimeout();
    return whole.isPositive()
        ? Instant.ofEpochMilli(context.getInfo().getScheduledTimestamp()).plus(whole)
        : null;
  }

  /** Whether there is still somebody to heartbeat to. */
  private static boolean heartbeat(ActivityExecutionContext context, Flight flight) {
    try {
      context.heartbeat(null);
      return true;
    } catch (ActivityCanceledException e) {
      // The SDK says so also of a heartbeat that got no answer: then nobody has cancelled anything.
      if (!(e.getCause() instanceof TimeoutFailure)) {
        flight.cancel();
      }
      return false;
    } catch (ActivityCompletionException e) {
      // Given up by the server, or the worker stops: the call goes on and is committed, so that
      // what was paid is not lost.
      return false;
    }
  }

  private static RuntimeException cause(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof RuntimeException failure) {
      return failure;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(cause);
  }
}
