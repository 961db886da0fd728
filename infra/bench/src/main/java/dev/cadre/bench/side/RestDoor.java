package dev.cadre.bench.side;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The REST API as one user sees it; each request is sent once. */
public final class RestDoor {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI api;
  private final String token;

  /**
   * What came back.
   *
   * @param text the body as it is
   */
  public record Reply(int status, String text) {

    public JsonNode json() {
      return JSON.readTree(text);
    }

    /**
     * This, if it has that status.
     *
     * @throws IllegalStateException otherwise
     */
    public Reply expect(int wanted) {
      if (status != wanted) {
        throw new IllegalStateException("expected " + wanted + ", got " + status + ": " + text);
      }
      return this;
    }
  }

  RestDoor(URI api, String token) {
    this.api = api;
    this.token = token;
  }

  public Reply get(String path) {
    return send(request(path).GET());
  }

  /** Posts JSON. */
  public Reply post(String path, String json) {
    return post(path, "application/json", json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Posts a body of that type. */
  public Reply post(String path, String type, byte[] body) {
    return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(api.resolve(path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token);
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new IllegalStateException("the API does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
