package dev.cadre.stores.runtime;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Closes connections that are held for too long, so that what waits for their answers fails, and
 * the pool has their places again. Nothing else would end a wait for a server that says no more:
 * the driver has no bound, and the operating system takes hours.
 *
 * @param <C> a connection
 */
final class HeldConnections<C> {

  private static final Logger LOG = LoggerFactory.getLogger(HeldConnections.class);

  private final Duration longest;
  private final Function<C, Publisher<Void>> closing;
  private final ConcurrentMap<C, Disposable> held = new ConcurrentHashMap<>();

  /**
   * With a bound.
   *
   * @param longest longer than any work with PostgreSQL takes
   */
  HeldConnections(Duration longest, Function<C, Publisher<Void>> closing) {
    this.longest = longest;
    this.closing = closing;
  }

  /** Somebody begins to hold it. */
  Mono<Void> taken(C connection) {
    return Mono.fromRunnable(() -> {
      Disposable end =
          Schedulers.parallel()
              .schedule(() -> close(connection), longest.toMillis(), TimeUnit.MILLISECONDS);
      // Whoever left before it could hold the connection has not told of it.
      forget(held.put(connection, end));
    });
  }

  /** Nobody holds it any more. */
  Mono<Void> left(C connection) {
    return Mono.fromRunnable(() -> forget(held.remove(connection)));
  }

  private static void forget(@Nullable Disposable end) {
    if (end != null) {
      end.dispose();
    }
  }

  private void close(C connection) {
    held.remove(connection);
    LOG.atWarn()
        .addKeyValue("seconds", longest.toSeconds())
        .log("PostgreSQL does not answer: a connection is closed that was held for too long");
    Mono.from(closing.apply(connection)).onErrorComplete().subscribe();
  }
}
