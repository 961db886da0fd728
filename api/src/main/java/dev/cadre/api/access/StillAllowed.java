package dev.cadre.api.access;

import dev.cadre.workflows.access.Permission;
import java.time.Duration;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Notices that the credential of an answer that goes on for long is over. */
@Component
public class StillAllowed {

  /** A change of rights takes effect within five seconds (SEC-08). */
  private static final Duration ASKED = Duration.ofSeconds(4);

  private final Credentials credentials;

  StillAllowed(Credentials credentials) {
    this.credentials = credentials;
  }

  /** Completes when the request would not be allowed any more. */
  public Mono<Void> over(ServerWebExchange exchange, Permission needed) {
    return Flux.interval(ASKED)
        .onBackpressureDrop()
        .concatMap(_ -> may(exchange, needed), 1)
        .filter(allowed -> !allowed)
        .next()
        .then();
  }

  private Mono<Boolean> may(ServerWebExchange exchange, Permission needed) {
    return credentials
        .convert(exchange)
        .mapNotNull(Authentication::getPrincipal)
        .ofType(Caller.class)
        .map(caller -> caller.may(needed))
        .defaultIfEmpty(false)
        .onErrorResume(Unauthenticated.class, _ -> Mono.just(false))
        // A store that is down for a while ends no stream.
        .onErrorReturn(true);
  }
}
