package dev.cadre.api.access;

import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.HttpSettings;
import dev.cadre.api.runtime.ProblemAnswers;
import dev.cadre.stores.runtime.TemporalSettings;
import java.net.URI;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * A browser sends its cookie by itself, whoever made it ask. So what changes anything with a cookie
 * must come from a page of this API; Temporal's UI may have payloads decoded, no more. Nor may
 * another page sign its visitor in, as somebody who would then see what that visitor does.
 */
final class SameOriginFilter implements WebFilter {

  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final String DECODE = "/codec/decode";

  private final TemporalSettings temporal;
  private final String published;
  private final ProblemAnswers problems;

  SameOriginFilter(TemporalSettings temporal, HttpSettings http, ProblemAnswers problems) {
    this.published = origin(URI.create(http.link("")));
    this.temporal = temporal;
    this.problems = problems;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    boolean byCookie =
        request.getCookies().containsKey(Credentials.COOKIE)
            && !request.getHeaders().containsHeader(HttpHeaders.AUTHORIZATION);
    boolean guarded = byCookie || (signsIn(request) && byBrowser(request));
    return !guarded || SAFE.contains(request.getMethod()) || sameOrigin(request)
        ? chain.filter(exchange)
        : problems.write(
            exchange,
            ApiProblem.of(
                HttpStatus.FORBIDDEN,
                "CROSS_ORIGIN",
                "From a browser this must come from a page of this API; else send a bearer token."));
  }

  private static boolean signsIn(ServerHttpRequest request) {
    return request.getPath().value().equals(SignInPage.PATH);
  }

  private static boolean byBrowser(ServerHttpRequest request) {
    return request.getHeaders().getOrigin() != null
        || request.getHeaders().containsHeader("Sec-Fetch-Site");
  }

  private boolean sameOrigin(ServerHttpRequest request) {
    String origin = request.getHeaders().getOrigin();
    if (origin == null) {
      return "same-origin".equals(request.getHeaders().getFirst("Sec-Fetch-Site"));
    }
    return origin.equals(origin(request.getURI()))
        // Behind a proxy that ends TLS the request itself tells another scheme.
        || origin.equals(published)
        || (origin.equals(temporal.origin()) && request.getPath().value().equals(DECODE));
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getAuthority();
  }
}
