package dev.cadre.api.access;

import dev.cadre.api.limit.Asker;
import dev.cadre.api.limit.KnownCredentials;
import dev.cadre.api.limit.Limits;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.ProblemAnswers;
import dev.cadre.api.runtime.RemoteAddresses;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.core.Authentication;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Refuses who asks too much, before the credential is looked up, so that what is refused costs
 * PostgreSQL nothing. Counted is the account whose credential was good when it was used last; where
 * there is none, the address.
 */
final class LimitFilter implements WebFilter {

  /** Asked by what watches the process, which a flood must not make believe that it is down. */
  private static final String HEALTH = "/health/";

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Limits limits;
  private final KnownCredentials known;
  private final RoutePermissions routes;
  private final RemoteAddresses addresses;
  private final ProblemAnswers problems;

  LimitFilter(
      Limits limits,
      KnownCredentials known,
      RoutePermissions routes,
      RemoteAddresses addresses,
      ProblemAnswers problems) {
    this.limits = limits;
    this.known = known;
    this.routes = routes;
    this.addresses = addresses;
    this.problems = problems;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    String path = exchange.getRequest().getPath().value();
    if (path.startsWith(HEALTH)) {
      return chain.filter(exchange);
    }
    // Signing in asks for no credential, so none of it counts there.
    String credential = path.equals(SignInPage.PATH) ? null : Credentials.text(exchange);
    Asker holder = credential == null ? null : known.holder(credential);
    return holder == null
        ? enter(exchange, chain, Asker.Address.of(addresses.of(exchange)), credential, 1)
        : routes.cost(exchange).flatMap(cost -> enter(exchange, chain, holder, credential, cost));
  }

  private Mono<Void> enter(
      ServerWebExchange exchange,
      WebFilterChain chain,
      Asker asker,
      @Nullable String credential,
      int cost) {
    Limits.Place place;
    try {
      place = limits.enter(asker, cost);
    } catch (ApiProblem over) {
      return problems.write(exchange, over);
    }
    try {
      limits.giveWay(asker, cost);
    } catch (ApiProblem crowd) {
      // Who asks again at once is held up by this, and so are its next requests.
      return Mono.delay(PAUSE)
          .then(Mono.defer(() -> problems.write(exchange, crowd)))
          .doFinally(_ -> place.leave());
    }
    ServerHttpResponse response = exchange.getResponse();
    response.beforeCommit(() -> {
      // Streams stay for hours, and have a limit of their own.
      if (MediaType.TEXT_EVENT_STREAM.isCompatibleWith(response.getHeaders().getContentType())) {
        place.leave();
      }
      return Mono.empty();
    });
    return chain
        .filter(exchange)
        .doFinally(_ -> {
          place.leave();
          if (credential != null && response.getStatusCode() == HttpStatus.UNAUTHORIZED) {
            known.bad(credential);
          }
        });
  }

  /** Notes whose credential was good. */
  void good(ServerWebExchange exchange, Authentication proven) {
    String credential = Credentials.text(exchange);
    if (credential != null && proven.getPrincipal() instanceof Caller caller) {
      known.good(credential, new Asker.Account(caller.tenant(), caller.name()));
    }
  }
}
