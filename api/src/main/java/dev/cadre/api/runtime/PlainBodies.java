package dev.cadre.api.runtime;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Takes bodies as they are: what is sent packed is refused, not unpacked, since a small body could
 * become any size.
 */
@Component
class PlainBodies implements WebFilter {

  private static final String AS_IT_IS = "identity";

  private final ProblemAnswers problems;

  PlainBodies(ProblemAnswers problems) {
    this.problems = problems;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    String encoding = exchange.getRequest().getHeaders().getFirst(HttpHeaders.CONTENT_ENCODING);
    return encoding == null || encoding.equalsIgnoreCase(AS_IT_IS)
        ? chain.filter(exchange)
        : problems.write(
            exchange,
            ApiProblem.of(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "UNSUPPORTED_MEDIA_TYPE",
                    "Send the body as it is, without Content-Encoding.")
                .header(HttpHeaders.ACCEPT_ENCODING, AS_IT_IS));
  }
}
