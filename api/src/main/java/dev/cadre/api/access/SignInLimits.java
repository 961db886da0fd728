package dev.cadre.api.access;

import dev.cadre.api.limit.Asker;
import dev.cadre.api.limit.Buckets;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.RemoteAddresses;
import dev.cadre.workflows.expression.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * How often a password may be tried. For a name ten times in five minutes from one network, so that
 * who tries does not keep its owner out, and a hundred times from all; from a network sixty times
 * for all names. Counted by each API process for itself. What is kept of a name is a hash.
 */
@Component
class SignInLimits {

  private static final int FOR_NAME_FROM_NETWORK = 10;
  private static final int FOR_NAME = 100;
  private static final int FROM_NETWORK = 60;
  private static final Duration PERIOD = Duration.ofMinutes(5);

  private final Buckets pairs = buckets(FOR_NAME_FROM_NETWORK);
  private final Buckets names = buckets(FOR_NAME);
  private final Buckets networks = buckets(FROM_NETWORK);
  private final RemoteAddresses addresses;

  SignInLimits(RemoteAddresses addresses) {
    this.addresses = addresses;
  }

  private static Buckets buckets(int size) {
    return new Buckets(size, size, PERIOD);
  }

  /** A try for a name; what is over one limit is not counted by the next. */
  Mono<Void> take(String name, ServerWebExchange exchange) {
    return Mono.defer(() -> {
      String network = network(exchange);
      String hash = CanonicalJson.sha256(name.getBytes(StandardCharsets.UTF_8));
      long wait = networks.take(network, 1);
      wait = wait > 0 ? wait : pairs.take(hash + network, 1);
      return waited(wait > 0 ? wait : names.take(hash, 1));
    });
  }

  /** Where no name is known yet: only the address counts. */
  Mono<Void> take(ServerWebExchange exchange) {
    return Mono.defer(() -> waited(networks.take(network(exchange), 1)));
  }

  private String network(ServerWebExchange exchange) {
    return Asker.Address.of(addresses.of(exchange)).network();
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
