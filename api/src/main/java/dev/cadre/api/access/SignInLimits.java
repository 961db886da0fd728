package dev.cadre.api.access;

import dev.cadre.api.runtime.ApiProblem;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * How often a password may be tried: ten times in five minutes for a name, sixty times from an
 * address. Counted by each API process for itself, so n processes allow n times as many.
 */
@Component
class SignInLimits {

  private static final int FOR_NAME = 10;
  private static final int FROM_ADDRESS = 60;
  private static final Duration PERIOD = Duration.ofMinutes(5);
  private static final int KEPT = 50_000;

  /** Those used last; a full table forgets the one that was left alone longest. */
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > KEPT;
        }
      };

  Mono<Void> take(String name, ServerWebExchange exchange) {
    return Mono.defer(() -> waited(Math.max(wait("name/" + name, FOR_NAME), from(exchange))));
  }

  /** Where no name is known yet: only the address counts. */
  Mono<Void> take(ServerWebExchange exchange) {
    return Mono.defer(() -> waited(from(exchange)));
  }

  private long from(ServerWebExchange exchange) {
    InetSocketAddress remote = exchange.getRequest().getRemoteAddress();
    String address = remote == null ? "" : remote.getAddress().getHostAddress();
    return wait("from/" + address, FROM_ADDRESS);
  }

  private static Mono<Void> waited(long wait) {
    return wait == 0
        ? Mono.empty()
        : Mono.error(
            ApiProblem.of(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "TOO_MANY_SIGN_INS",
                    "Too many tries; wait " + wait + " s.")
                .header("Retry-After", Long.toString(wait)));
  }

  /** Seconds to wait; 0 where one was left. */
  private synchronized long wait(String key, int capacity) {
    ConsumptionProbe probe =
        buckets.computeIfAbsent(key, _ -> bucket(capacity)).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? 0
        : Math.ceilDiv(probe.getNanosToWaitForRefill(), Duration.ofSeconds(1).toNanos());
  }

  private static Bucket bucket(int capacity) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(capacity).refillGreedy(capacity, PERIOD))
        .build();
  }
}
