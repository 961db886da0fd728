package dev.cadre.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultServerTest {

  private static final String CHAT = "/v1/chat/completions";
  private static final String REQUEST =
      "{\"model\":\"m1\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

  private FaultServer server;
  private HttpClient client;

  @BeforeEach
  void start() {
    server = FaultServer.start();
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void answersAsOpenAiDoesWithTheSameTextForTheSamePrompt() throws Exception {
    String first = post(CHAT, REQUEST).body();

    assertThat(first).contains("Answer to: Hello").contains("\"finish_reason\":\"stop\"");
    assertThat(post(CHAT, REQUEST).body()).contains("Answer to: Hello");
  }

  @Test
  void usesUpItsQueueThenFollowsTheStandingRule() throws Exception {
    server
        .script(Match.model("m1"), Fault.status(500), Fault.answer("second"))
        .always(Match.model("m1"), Fault.status(503).withHeader("Retry-After", "2"));

    assertThat(post(CHAT, REQUEST).statusCode()).isEqualTo(500);
    assertThat(post(CHAT, REQUEST).body()).contains("second");
    HttpResponse<String> third = post(CHAT, REQUEST);
    assertThat(third.statusCode()).isEqualTo(503);
    assertThat(third.headers().firstValue("retry-after")).contains("2");
    assertThat(post("/v1/messages", REQUEST.replace("m1", "m2")).statusCode()).isEqualTo(200);
  }

  @Test
  void resetsTheConnectionInTheMiddleOfTheBody() {
    server.script(Match.any(), Fault.of(Fault.Kind.RESET_MID_BODY));

    assertThatThrownBy(() -> post(CHAT, REQUEST)).isInstanceOf(IOException.class);
  }

  @Test
  void recordsEveryRequestOfManyClientsOnce() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> posts =
          IntStream.range(0, 100)
              .mapToObj(i -> (Callable<Integer>) () -> post("/posts", "p" + i).statusCode())
              .toList();
      for (var status : threads.invokeAll(posts)) {
        assertThat(status.get()).isEqualTo(201);
      }
    }

    assertThat(server.ledger())
        .extracting(SeenCall::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 100).boxed().toList());
    assertThat(server.ledger()).extracting(SeenCall::body).doesNotHaveDuplicates();
  }

  @Test
  void isScriptedAndReadOverHttp() throws Exception {
    String script =
        "{\"match\":{\"model\":\"m1\"},\"faults\":[{\"kind\":\"STATUS\",\"status\":429,"
            + "\"headers\":{\"Retry-After\":\"1\"}}],\"always\":{\"text\":\"always\"}}";

    assertThat(post("/_script", script).statusCode()).isEqualTo(200);
    assertThat(post(CHAT, REQUEST).statusCode()).isEqualTo(429);
    assertThat(post(CHAT, REQUEST).body()).contains("always");
    assertThat(get("/_ledger").body()).contains("\"model\":\"m1\"").contains("\"seq\":2");
    assertThat(post("/_script", "{\"faults\":[{\"kind\":\"NONE\"}]}").statusCode()).isEqualTo(400);
  }

  @Test
  void answersToolsToo() throws Exception {
    assertThat(post("/posts", "text").body()).contains("\"received\":\"text\"");
    assertThat(get("/weather").statusCode()).isEqualTo(200);
    assertThat(server.ledger()).extracting(SeenCall::method).containsExactly("POST", "GET");
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(server.baseUrl().resolve(path))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(server.baseUrl().resolve(path)).build(), BodyHandlers.ofString());
  }
}
