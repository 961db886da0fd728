package dev.cadre.stores.runtime;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.pool.Pool;
import reactor.pool.PoolAcquirePendingLimitException;
import reactor.pool.PoolBuilder;
import reactor.pool.PooledRef;

/**
 * Keeps somebody's work from taking all of what everybody needs: so much of each key's is done at
 * once, and the rest of it waits in the order in which it came, while that of others passes.
 *
 * @param <K> whose work it is
 */
public final class Shares<K> {

  private final int atOnce;
  private final int waiting;
  private final Duration patience;
  private final ConcurrentMap<K, Pool<Boolean>> shares = new ConcurrentHashMap<>();

  /**
   * The same for each key.
   *
   * @param waiting what may wait at most; over it work fails with {@link
   *     RejectedExecutionException}; -1 for any number
   * @param patience how long it waits; after it work fails with {@link TimeoutException}
   */
  public Shares(int atOnce, int waiting, Duration patience) {
    this.atOnce = atOnce;
    this.waiting = waiting;
    this.patience = patience;
  }

  /** Does work when it is its turn. */
  public <T> Mono<T> one(K key, Mono<T> work) {
    return Mono.usingWhen(share(key).acquire(patience), _ -> work, PooledRef::release)
        .onErrorMap(PoolAcquirePendingLimitException.class, Shares::full);
  }

  /** As {@link #one}, for many results. */
  public <T> Flux<T> many(K key, Publisher<T> work) {
    return Flux.usingWhen(share(key).acquire(patience), _ -> work, PooledRef::release)
        .onErrorMap(PoolAcquirePendingLimitException.class, Shares::full);
  }

  private static RejectedExecutionException full(PoolAcquirePendingLimitException full) {
    return new RejectedExecutionException("too much waits already", full);
  }

  private Pool<Boolean> share(K key) {
    return shares.computeIfAbsent(
        key,
        _ ->
            PoolBuilder.from(Mono.just(true))
                .sizeBetween(0, atOnce)
                .maxPendingAcquire(waiting)
                .buildPool());
  }
}
