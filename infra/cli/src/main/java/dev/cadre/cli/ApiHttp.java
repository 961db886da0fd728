package dev.cadre.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Knocks at the API's door: requests with the caller's token, answers as JSON or as what failed.
 */
final class ApiHttp {

  private final Door door;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  ApiHttp(Door door) {
    this.door = door;
  }

  URI address() {
    return door.address();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(door.address() + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + door.token());
  }

  /** The answer's JSON; throws {@link Refused} and {@link Unreachable}. */
  JsonNode send(HttpRequest.Builder builder) {
    HttpResponse<String> response =
        exchange(builder.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (response.statusCode() / 100 != 2) {
      throw Refused.read(response.statusCode(), response.body());
    }
    return response.body().isBlank()
        ? CadreClient.MAPPER.createObjectNode()
        : tree(response.body());
  }

  <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw new Unreachable(door.address(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unreachable("Interrupted.");
    }
  }

  private static JsonNode tree(String body) {
    try {
      return CadreClient.MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw new Refused(
          502, "NOT_JSON", "The answer is not JSON: " + Texts.shorten(body), List.of());
    }
  }
}
