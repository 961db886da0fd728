package dev.cadre.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The REST API as one user sees it; a refused connection is tried again for a while. */
final class Door {

  static final JsonMapper JSON = JsonMapper.shared();

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** Longer than any stream of these tests is open. */
  private static final Duration STREAM = Duration.ofSeconds(180);

  private final Stack stack;
  private final @Nullable String token;

  /**
   * What came back.
   *
   * @param text the body as it is
   */
  record Reply(int status, String text) {

    JsonNode json() {
      return JSON.readTree(text);
    }

    /** The code of a problem. */
    String code() {
      return json().path("code").asString("");
    }

    Reply expect(int wanted) {
      if (status != wanted) {
        throw new AssertionError("expected " + wanted + ", got " + status + ": " + text);
      }
      return this;
    }
  }

  Door(Stack stack, @Nullable String token) {
    this.stack = stack;
    this.token = token;
  }

  Stack stack() {
    return stack;
  }

  /** Somebody who has no token. */
  Door anonymous() {
    return new Door(stack, null);
  }

  private HttpRequest.Builder request(String path, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(stack.api() + path)).timeout(Duration.ofSeconds(40));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    headers.forEach(request::setHeader);
    return request;
  }

  /** One request, once. */
  Reply once(String method, String path, String body, Map<String, String> headers)
      throws IOException {
    HttpRequest.Builder request = request(path, headers);
    if (method.equals("GET")) {
      request.GET();
    } else {
      request.method(method, BodyPublishers.ofString(body));
    }
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** One POST of bytes as they are. */
  Reply bytes(String path, byte[] body, Map<String, String> headers) {
    try {
      HttpResponse<String> response =
          HTTP.send(
              request(path, headers).POST(BodyPublishers.ofByteArray(body)).build(),
              BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** One request, again and again while the API does not answer at all or says 503. */
  Reply send(String method, String path, String body, Map<String, String> headers) {
    AtomicReference<Object> last = new AtomicReference<>("nothing");
    try {
      return Await.found(
          method + " " + path + " is answered",
          PATIENCE,
          () -> tried(method, path, body, headers, last));
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; at last: " + last, e);
    }
  }

  private Optional<Reply> tried(
      String method,
      String path,
      String body,
      Map<String, String> headers,
      AtomicReference<Object> last) {
    try {
      Reply reply = once(method, path, body, headers);
      last.set(reply);
      return reply.status == 503 ? Optional.empty() : Optional.of(reply);
    } catch (IOException e) {
      last.set(e);
      if (e instanceof HttpTimeoutException) {
        System.out.println(Instant.now() + " no answer to " + method + " " + path + ": " + e);
      }
      return Optional.empty();
    }
  }

  Reply get(String path) {
    return send("GET", path, "", Map.of("Accept", "application/json"));
  }

  Reply post(String path, String json) {
    return send("POST", path, json, Map.of("Content-Type", "application/json"));
  }

  /** Submits a plan that is taken. A key makes it safe to repeat. */
  PlanRun submit(String yaml) {
    String key = "e2e-" + java.util.UUID.randomUUID();
    Reply reply = submit(yaml, key);
    if (reply.status != 201 && reply.status != 200) {
      throw new AssertionError("not taken: " + reply);
    }
    return new PlanRun(this, reply.json().path("id").asString(""));
  }

  Reply submit(String yaml, String key) {
    return send(
        "POST",
        "/v1/plans",
        yaml,
        Map.of("Content-Type", "application/yaml", "Idempotency-Key", key));
  }

  /**
   * The body of an event stream from the beginning, or from after an event, to its end; fails with
   * the plan's events when it does not end.
   */
  String stream(String path, String lastEventId) {
    Map<String, String> headers =
        lastEventId.isEmpty()
            ? Map.of("Accept", "text/event-stream")
            : Map.of("Accept", "text/event-stream", "Last-Event-ID", lastEventId);
    try {
      return CompletableFuture.supplyAsync(() -> send("GET", path, "", headers).text)
          .get(STREAM.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(
          path + " after '" + lastEventId + "' does not end; its events: " + get(path).text, e);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
