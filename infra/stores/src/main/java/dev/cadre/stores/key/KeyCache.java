package dev.cadre.stores.key;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Data keys in memory: each for a while, so many at most, and erased when whoever was handed one
 * has had as long again to use it.
 */
final class KeyCache {

  private static final int CACHED = 10_000;

  private final Clock clock;
  private final Duration life;
  private final ConcurrentHashMap<String, Cached> cache = new ConcurrentHashMap<>();

  private record Cached(ScopeKey key, Instant until) {}

  KeyCache(Clock clock, Duration life) {
    this.clock = clock;
    this.life = life;
  }

  @Nullable ScopeKey get(String scope) {
    Cached cached = cache.get(scope);
    return cached != null && cached.until().isAfter(clock.instant()) ? cached.key() : null;
  }

  void put(String scope, ScopeKey key) {
    if (cache.size() >= CACHED) {
      Instant now = clock.instant();
      cache.values().removeIf(cached -> cached.until().isBefore(now));
      if (cache.size() >= CACHED) {
        cache.clear();
      }
    }
    Cached cached = new Cached(key, clock.instant().plus(life));
    cache.put(scope, cached);
    Schedulers.parallel()
        .schedule(() -> end(scope, cached), 2 * life.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void end(String scope, Cached cached) {
    cache.remove(scope, cached);
    cached.key().erase();
  }

  /** How many there are. */
  int size() {
    return cache.size();
  }
}
