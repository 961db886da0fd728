package dev.cadre.stores.runtime;

import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Closes connections that are held for too long, so that what waits for their answers fails, and
 * the pool has their places again. Nothing else would end a wait for a server that says no more:
 * the driver has no bound, and the operating system takes hours.
 */
final class HeldConnections {

  private static final Logger LOG = LoggerFactory.getLogger(HeldConnections.class);

  private final Duration longest;
  private final ConcurrentMap<Connection, Disposable> held = new ConcurrentHashMap<>();

  /**
   * With a bound.
   *
   * @param longest longer than any work with PostgreSQL takes
   */
  HeldConnections(Duration longest) {
    this.longest = longest;
  }

  /** Somebody begins to hold it. */
  Mono<Void> taken(Connection connection) {
    return Mono.fromRunnable(() -> {
      Disposable end =
          Schedulers.parallel()
              .schedule(() -> close(connection), longest.toMillis(), TimeUnit.MILLISECONDS);
      // Whoever left before it could hold the connection has not told of it.
      forget(held.put(connection, end));
    });
  }

  /** Nobody holds it any more. */
  Mono<Void> left(Connection connection) {
    return Mono.fromRunnable(() -> forget(held.remove(connection)));
  }

  private static void forget(@Nullable Disposable end) {
    if (end != null) {
      end.dispose();
    }
  }

  private void close(Connection connection) {
    held.remove(connection);
    LOG.atWarn()
        .addKeyValue("seconds", longest.toSeconds())
        .log("PostgreSQL does not answer: a connection is closed that was held for too long");
    Mono.from(connection.close()).onErrorComplete().subscribe();
  }
}
