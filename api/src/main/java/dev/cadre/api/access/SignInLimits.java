package dev.cadre.api.access;

import dev.cadre.api.limit.Asker;
import dev.cadre.api.limit.Buckets;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.RemoteAddresses;
import java.time.Duration;
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

  private final Buckets names = new Buckets(FOR_NAME, FOR_NAME, PERIOD);
  private final Buckets from = new Buckets(FROM_ADDRESS, FROM_ADDRESS, PERIOD);
  private final RemoteAddresses addresses;

  SignInLimits(RemoteAddresses addresses) {
    this.addresses = addresses;
  }

  Mono<Void> take(String name, ServerWebExchange exchange) {
    return Mono.defer(() -> waited(Math.max(names.take(name, 1), from(exchange))));
  }

  /** Where no name is known yet: only the address counts. */
  Mono<Void> take(ServerWebExchange exchange) {
    return Mono.defer(() -> waited(from(exchange)));
  }

  private long from(ServerWebExchange exchange) {
    return from.take(Asker.Address.of(addresses.of(exchange)).network(), 1);
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
}
