package dev.cadre.bench.runtime;

import dev.cadre.parts.process.TemporaryPart;
import dev.cadre.testkit.fault.FaultServerMain;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The fault server as a process of its own: a model that answers at once, always the same. */
public final class Provider implements AutoCloseable {

  /** What a sentence has. */
  private static final String ANSWER =
      "Tea is picked by hand in the cool of the morning, and whoever drinks it slowly gets a little"
          + " of that morning back.";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final TemporaryPart part;
  private final URI origin;

  private Provider(TemporaryPart part, int port) {
    this.part = part;
    this.origin = URI.create("http://127.0.0.1:" + port);
  }

  static Provider start(Path folder) throws IOException {
    Path file = folder.resolve("port");
    Files.createDirectories(folder);
    JavaProgram program =
        new JavaProgram(
            "provider", FaultServerMain.class, List.of(file.toString()), Map.of(), file);
    TemporaryPart part = TemporaryPart.start(program, folder);
    Provider provider = new Provider(part, Integer.parseInt(Files.readString(file).strip()));
    provider.alwaysAnswer();
    return provider;
  }

  private void alwaysAnswer() {
    String script =
        JsonMapper.shared()
            .writeValueAsString(
                Map.of("match", Map.of(), "always", Map.of("kind", "ANSWER", "text", ANSWER)));
    send(request("/_script").POST(BodyPublishers.ofString(script)));
  }

  /** The base address that stands for a vendor of OpenAI's dialect. */
  public URI vendor() {
    return origin.resolve("/v1");
  }

  /** Where that vendor is asked. */
  URI endpoint() {
    return origin.resolve("/v1/chat/completions");
  }

  /** Lets the server forget what it was asked, so that its memory stays small. */
  public void forget() {
    send(request("/_ledger").DELETE());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(origin.resolve(path)).timeout(Duration.ofSeconds(10));
  }

  private void send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException("the provider says " + answer.body());
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    http.close();
    part.end();
  }
}
