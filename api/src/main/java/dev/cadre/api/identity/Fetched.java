package dev.cadre.api.identity;

import io.github.bucket4j.Bucket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Something of a provider, fetched when it is first needed and kept. Who needs it while it is being
 * fetched waits for the same fetch, and after a failure nobody asks again at once.
 */
final class Fetched<T> {

  private static final Duration FRESH = Duration.ofMinutes(5);

  /** A provider that is down for less than this is not missed. */
  private static final Duration USABLE = Duration.ofHours(1);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final Mono<T> source;
  private final Clock clock;
  private final Bucket early =
      Bucket.builder()
          .addLimit(limit -> limit.capacity(3).refillGreedy(3, Duration.ofMinutes(1)))
          .build();
  private @Nullable Held<T> held;
  private @Nullable Failure failure;
  private @Nullable Mono<T> flying;

  private record Held<T>(T value, Instant at) {}

  private record Failure(Throwable cause, Instant at) {}

  Fetched(Mono<T> source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  /** As it was some minutes ago at most; while the provider is down, an hour. */
  Mono<T> get() {
    return Mono.defer(() -> {
      Held<T> last = heldNow();
      if (last != null && within(last.at(), FRESH)) {
        return Mono.just(last.value());
      }
      return last != null && within(last.at(), USABLE)
          ? fetch().onErrorReturn(last.value())
          : fetch();
    });
  }

  /** As it is now, but for three times a minute at most; as {@link #get} beyond. */
  Mono<T> renewed() {
    return Mono.defer(() -> early.tryConsume(1) ? fetch().onErrorResume(_ -> get()) : get());
  }

  private synchronized @Nullable Held<T> heldNow() {
    return held;
  }

  private synchronized Mono<T> fetch() {
    if (flying != null) {
      return flying;
    }
    Failure last = failure;
    if (last != null && within(last.at(), AFTER_FAILURE)) {
      return Mono.error(last.cause());
    }
    Mono<T> flight = source.doOnNext(this::keep).doOnError(this::fail).cache();
    flying = flight;
    return flight;
  }

  private synchronized void keep(T value) {
    held = new Held<>(value, clock.instant());
    failure = null;
    flying = null;
  }

  private synchronized void fail(Throwable cause) {
    failure = new Failure(cause, clock.instant());
    flying = null;
  }

  private boolean within(Instant at, Duration length) {
    return clock.instant().isBefore(at.plus(length));
  }
}
