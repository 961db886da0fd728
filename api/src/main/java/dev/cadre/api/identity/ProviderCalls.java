package dev.cadre.api.identity;

import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.stores.runtime.Json;
import io.netty.channel.ChannelOption;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import tools.jackson.core.JacksonException;

/**
 * Asks identity providers, at addresses that an operator has set or that stand in the discovery
 * document of an issuer they have set. Follows no redirect, waits five seconds, reads 256 KiB.
 */
@Component
class ProviderCalls {

  private static final Logger LOG = LoggerFactory.getLogger(ProviderCalls.class);
  private static final Duration WAIT = Duration.ofSeconds(5);
  private static final int LARGEST = 256 * 1024;
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final HttpClient client =
      HttpClient.create()
          .followRedirect(false)
          .responseTimeout(WAIT)
          .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) WAIT.toMillis());

  /** What was answered, whole. */
  record Answer(int status, String body) {

    /** The body as a JSON object; empty when it is none. */
    Map<String, Object> json() {
      try {
        return Json.object(body.getBytes(StandardCharsets.UTF_8));
      } catch (JacksonException e) {
        return Map.of();
      }
    }

    @Override
    public String toString() {
      return "Answer[" + status + "]";
    }
  }

  /** A document; an error when it is not answered with 200. */
  Mono<Answer> get(URI uri) {
    return client
        .headers(headers -> headers.set("Accept", "application/json"))
        .get()
        .uri(uri)
        .response(ProviderCalls::whole)
        .next()
        .timeout(WAIT)
        .filter(answer -> answer.status() == 200)
        .switchIfEmpty(Mono.error(() -> new IllegalStateException("not answered with 200")))
        .onErrorMap(failure -> unavailable(uri, failure));
  }

  /** Posts a form. */
  Mono<Answer> post(URI uri, Map<String, String> form, @Nullable String authorization) {
    String body =
        form.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return client
        .headers(headers -> {
          headers.set("Accept", "application/json");
          headers.set("Content-Type", "application/x-www-form-urlencoded");
          if (authorization != null) {
            headers.set("Authorization", authorization);
          }
        })
        .post()
        .uri(uri)
        .send(ByteBufFlux.fromString(Mono.just(body)))
        .response(ProviderCalls::whole)
        .next()
        .timeout(WAIT)
        .onErrorMap(failure -> unavailable(uri, failure));
  }

  private static Mono<Answer> whole(HttpClientResponse response, ByteBufFlux bytes) {
    return bytes
        .asByteArray()
        .reduceWith(ByteArrayOutputStream::new, ProviderCalls::joined)
        .map(all -> new Answer(response.status().code(), all.toString(StandardCharsets.UTF_8)));
  }

  private static ByteArrayOutputStream joined(ByteArrayOutputStream all, byte[] part) {
    if (all.size() + part.length > LARGEST) {
      throw new IllegalStateException("the answer is over " + LARGEST + " bytes");
    }
    all.writeBytes(part);
    return all;
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** What a client is told of a provider that cannot be asked; the log says more. */
  static ApiProblem unavailable(URI uri, Throwable failure) {
    LOG.atWarn()
        .addKeyValue("address", uri.getAuthority())
        .addKeyValue("cause", String.valueOf(failure.getMessage()))
        .log("An identity provider does not answer as it should");
    return ApiProblem.unavailable(
        "IDENTITY_UNAVAILABLE", "The identity provider does not answer now.", AGAIN);
  }
}
