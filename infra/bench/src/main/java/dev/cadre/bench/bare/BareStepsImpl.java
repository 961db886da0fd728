package dev.cadre.bench.bare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A row, the call, a row. */
public final class BareStepsImpl implements BareSteps {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String MODEL = "gpt-5.4-nano";

  private final BareRows rows;
  private final URI endpoint;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * @param endpoint of chat completions in OpenAI's dialect
   */
  public BareStepsImpl(BareRows rows, URI endpoint) {
    this.rows = rows;
    this.endpoint = endpoint;
  }

  @Override
  public String call(BareCall call) {
    String prompt =
        call.material().isEmpty()
            ? call.prompt()
            : call.prompt() + "\n" + String.join("\n", call.material());
    if (call.rows()) {
      rows.begun(call.key(), prompt);
    }
    String answer = ask(call.key(), prompt);
    if (call.rows()) {
      rows.answered(call.key(), answer);
    }
    return answer;
  }

  private String ask(String key, String prompt) {
    String body =
        JSON.writeValueAsString(
            Map.of("model", MODEL, "messages", List.of(Map.of("role", "user", "content", prompt))));
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> reply = http.send(request, BodyHandlers.ofString());
      return JSON.readTree(reply.body())
          .path("choices")
          .path(0)
          .path("message")
          .path("content")
          .stringValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the worker stops", e);
    }
  }
}
