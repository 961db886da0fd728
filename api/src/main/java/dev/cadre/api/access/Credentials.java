package dev.cadre.api.access;

import dev.cadre.api.identity.AccessTokens;
import dev.cadre.api.identity.TokenRefused;
import dev.cadre.stores.access.Principal;
import dev.cadre.stores.access.Principals;
import dev.cadre.stores.access.SignIns;
import dev.cadre.workflows.access.ApiKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Who a request comes from: by its bearer token or, without one, by the session's cookie. A wrong
 * token is an error; a cookie whose session is over is as none.
 */
@Component
class Credentials implements ServerAuthenticationConverter {

  static final String COOKIE = "cadre_session";

  private static final String SCHEME = "Bearer ";

  private final Principals principals;
  private final SignIns signIns;
  private final AccessTokens accessTokens;
  private final Subjects subjects;
  private final AccessAudit audit;

  Credentials(
      Principals principals,
      SignIns signIns,
      AccessTokens accessTokens,
      Subjects subjects,
      AccessAudit audit) {
    this.principals = principals;
    this.signIns = signIns;
    this.accessTokens = accessTokens;
    this.subjects = subjects;
    this.audit = audit;
  }

  /** What a request proves itself with, as it was sent; null where with nothing. */
  static @Nullable String text(ServerWebExchange exchange) {
    String header = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
    HttpCookie cookie = exchange.getRequest().getCookies().getFirst(COOKIE);
    return header != null ? header : cookie == null ? null : cookie.getValue();
  }

  @Override
  public Mono<Authentication> convert(ServerWebExchange exchange) {
    String header = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
    if (header != null) {
      return bearer(header, exchange).map(Credentials::proven);
    }
    HttpCookie cookie = exchange.getRequest().getCookies().getFirst(COOKIE);
    return cookie == null || cookie.getValue().isEmpty()
        ? Mono.empty()
        : session(cookie.getValue(), exchange).map(Credentials::proven);
  }

  private Mono<Caller> bearer(String header, ServerWebExchange exchange) {
    return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? token(header.substring(SCHEME.length()).strip(), exchange)
        : Mono.error(Unauthenticated.unknown());
  }

  private Mono<Caller> token(String token, ServerWebExchange exchange) {
    return AccessTokens.meant(token) ? accessToken(token, exchange) : apiKey(token, exchange);
  }

  private Mono<Caller> accessToken(String token, ServerWebExchange exchange) {
    return accessTokens
        .verify(token)
        .onErrorMap(
            TokenRefused.class,
            refused -> new Unauthenticated(refused.code(), String.valueOf(refused.getMessage())))
        .flatMap(subjects::known)
        .flatMap(principal -> whole(principal, exchange));
  }

  /** With all that the account may. */
  private Mono<Caller> whole(Principal principal, ServerWebExchange exchange) {
    return audit
        .source(principal.tenant(), exchange)
        .map(source -> Caller.of(principal, source.orElse(null)));
  }

  private Mono<Caller> apiKey(String token, ServerWebExchange exchange) {
    return Mono.justOrEmpty(ApiKey.read(token))
        .flatMap(key ->
            principals
                .holder(key)
                .onErrorResume(Principals.KeyOver.class, over -> over(key, over, exchange)))
        .switchIfEmpty(Mono.error(Unauthenticated::unknown))
        .flatMap(holder ->
            holder.principal().active()
                ? audit
                    .source(holder.principal().tenant(), exchange)
                    .map(source -> Caller.of(holder, source.orElse(null)))
                : disabled(holder.principal(), exchange));
  }

  private <T> Mono<T> over(ApiKey key, Principals.KeyOver over, ServerWebExchange exchange) {
    return audit
        .keyOver(key, exchange)
        .then(Mono.error(new Unauthenticated("KEY_OVER", String.valueOf(over.getMessage()))));
  }

  private <T> Mono<T> disabled(Principal principal, ServerWebExchange exchange) {
    return audit.disabled(principal, exchange).then(Mono.error(Unauthenticated::disabled));
  }

  private Mono<Caller> session(String token, ServerWebExchange exchange) {
    return signIns
        .session(token)
        .flatMap(session ->
            principals
                .named(session.tenant(), session.principal())
                .filter(p -> p.active() && !session.since().isBefore(p.sessionsFrom())))
        .flatMap(principal -> whole(principal, exchange));
  }

  private static Authentication proven(Caller caller) {
    var authorities =
        caller.permissions().stream()
            .map(permission -> new SimpleGrantedAuthority(permission.wire()))
            .toList();
    return new PreAuthenticatedAuthenticationToken(caller, "", List.copyOf(authorities));
  }
}
