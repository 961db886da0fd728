package dev.cadre.api.runtime;

import dev.cadre.stores.key.KeyGone;
import dev.cadre.stores.key.KeyUnavailable;
import dev.cadre.stores.plan.IdempotencyConflict;
import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.stores.runtime.Json;
import io.r2dbc.spi.R2dbcException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/**
 * The one place where an error becomes an answer: {@code application/problem+json}, or a page for a
 * browser.
 */
@Component
@Order(-2)
public class ProblemAnswers implements WebExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswers.class);
  private static final Duration SOON = Duration.ofSeconds(2);

  private final HttpSettings http;

  ProblemAnswers(HttpSettings http) {
    this.http = http;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
    if (exchange.getResponse().isCommitted()) {
      return Mono.error(failure);
    }
    return write(exchange, of(exchange, failure));
  }

  /** Writes a problem as the answer. */
  public Mono<Void> write(ServerWebExchange exchange, ApiProblem problem) {
    ServerHttpResponse response = exchange.getResponse();
    response.setStatusCode(problem.status());
    HttpHeaders headers = response.getHeaders();
    boolean page = ProblemPage.wanted(exchange.getRequest().getHeaders());
    headers.setContentType(
        page
            ? new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8)
            : MediaType.APPLICATION_PROBLEM_JSON);
    headers.setCacheControl(CacheControl.noStore());
    // What the firewall refuses gets no other headers of security.
    headers.set("X-Content-Type-Options", "nosniff");
    headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    problem.headers().forEach(headers::set);
    byte[] body = page ? ProblemPage.of(problem, http.link("")) : Json.bytes(problem.body());
    headers.setContentLength(body.length);
    return HttpMethod.HEAD.equals(exchange.getRequest().getMethod())
        ? response.setComplete()
        : response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
  }

  /** What an error of a request, or of a part of it, is to the caller. */
  public static ApiProblem of(ServerWebExchange exchange, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataBufferLimitException) {
        return ApiProblem.of(
            HttpStatus.CONTENT_TOO_LARGE, "BODY_TOO_LARGE", "The body is over 16 MiB.");
      }
    }
    return switch (failure) {
      case ApiProblem problem -> problem;
      case ResponseStatusException framework -> ofFramework(framework);
      case IdempotencyConflict conflict ->
          ApiProblem.of(
              HttpStatus.CONFLICT,
              "IDEMPOTENCY_CONFLICT",
              conflict.getMessage() + "; use a new one.");
      case ChangeRefused refused -> ofChange(refused);
      case KeyGone _ ->
          ApiProblem.of(HttpStatus.GONE, "KEY_GONE", "The data's key is gone; it cannot be read.");
      case KeyUnavailable _ ->
          ApiProblem.unavailable("KEYS_UNAVAILABLE", "The keys cannot be reached now.", SOON);
      case TemporalUnavailable _ ->
          ApiProblem.unavailable("TEMPORAL_UNAVAILABLE", "Temporal does not answer now.", SOON);
      case RejectedExecutionException _ ->
          ApiProblem.of(
                  HttpStatus.TOO_MANY_REQUESTS,
                  "TOO_MANY_REQUESTS",
                  "Too much of this waits already; try again.")
              .header(HttpHeaders.RETRY_AFTER, "1");
      case R2dbcException e -> store(e);
      case DataAccessException e -> store(e);
      case TransactionException e -> store(e);
      default -> internal(exchange, failure);
    };
  }

  /** What PostgreSQL says of a text that is none: character_not_in_repertoire. */
  private static boolean unstorable(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof R2dbcException store && "22021".equals(store.getSqlState())) {
        return true;
      }
    }
    return false;
  }

  private static ApiProblem ofChange(ChangeRefused refused) {
    return ApiProblem.of(
        refused.reason() == ChangeRefused.Reason.VERSION_CONFLICT
            ? HttpStatus.PRECONDITION_FAILED
            : HttpStatus.CONFLICT,
        refused.reason().name(),
        String.valueOf(refused.getMessage()));
  }

  private static ApiProblem store(Exception failure) {
    if (unstorable(failure)) {
      return ApiProblem.of(
          HttpStatus.BAD_REQUEST,
          "INVALID_REQUEST",
          "A text holds a character that cannot be stored, such as NUL; remove it.");
    }
    LOG.atWarn().setCause(failure).log("PostgreSQL failed a request");
    return ApiProblem.unavailable("STORE_UNAVAILABLE", "PostgreSQL does not answer now.", SOON);
  }

  private static ApiProblem internal(ServerWebExchange exchange, Throwable failure) {
    String request = exchange.getRequest().getId();
    LOG.atError().addKeyValue("request", request).setCause(failure).log("A request failed");
    return ApiProblem.of(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "INTERNAL",
            "The API failed; its log says why, under request " + request + ".")
        .with("request", request);
  }

  private static ApiProblem ofFramework(ResponseStatusException failure) {
    HttpStatus status = HttpStatus.valueOf(failure.getStatusCode().value());
    return switch (failure) {
      case MethodNotAllowedException e -> {
        String allowed =
            e.getSupportedMethods().stream()
                .map(HttpMethod::name)
                .collect(Collectors.joining(", "));
        yield ApiProblem.of(status, "METHOD_NOT_ALLOWED", "This route takes " + allowed + " only.")
            .header(HttpHeaders.ALLOW, allowed);
      }
      case NotAcceptableStatusException e ->
          ApiProblem.of(
              status, "NOT_ACCEPTABLE", "This route answers " + e.getSupportedMediaTypes() + ".");
      case UnsupportedMediaTypeStatusException _ ->
          ApiProblem.of(
              status,
              "UNSUPPORTED_MEDIA_TYPE",
              "Send application/json or application/yaml, and say which in Content-Type.");
      case ServerWebInputException e ->
          ApiProblem.of(status, "INVALID_REQUEST", String.valueOf(e.getReason()) + ".");
      default ->
          status == HttpStatus.NOT_FOUND
              ? ApiProblem.of(status, "NOT_FOUND", "There is no such route; see /docs.")
              : ApiProblem.of(status, status.name(), status.getReasonPhrase() + ".");
    };
  }
}
