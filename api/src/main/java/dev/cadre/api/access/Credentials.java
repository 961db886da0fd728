package dev.cadre.api.tenant;

import dev.cadre.stores.tenant.SignIns;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Who a request comes from: by its bearer token or, without one, by the session's cookie. A wrong
 * token is an error; a cookie that has expired is as none.
 */
@Component
class Credentials implements ServerAuthenticationConverter {

  static final String COOKIE = "cadre_session";

  private static final String SCHEME = "Bearer ";

  private final Users users;
  private final SignIns signIns;

  Credentials(Users users, SignIns signIns) {
    this.users = users;
    this.signIns = signIns;
  }

  @Override
  public Mono<Authentication> convert(ServerWebExchange exchange) {
    String header = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
    if (header != null) {
      return bearer(header);
    }
    HttpCookie cookie = exchange.getRequest().getCookies().getFirst(COOKIE);
    return cookie == null || cookie.getValue().isEmpty()
        ? Mono.empty()
        : signIns
            .principal(cookie.getValue())
            .flatMap(name -> Mono.justOrEmpty(users.byName(name)))
            .map(Credentials::proven);
  }

  private Mono<Authentication> bearer(String header) {
    @Nullable Caller caller =
        header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
            ? users.byToken(header.substring(SCHEME.length()).strip()).orElse(null)
            : null;
    return caller == null
        ? Mono.error(new BadCredentialsException("unknown token"))
        : Mono.just(proven(caller));
  }

  private static Authentication proven(Caller caller) {
    var authorities = caller.roles().stream().map(SimpleGrantedAuthority::new).toList();
    return new PreAuthenticatedAuthenticationToken(caller, "", List.copyOf(authorities));
  }
}
