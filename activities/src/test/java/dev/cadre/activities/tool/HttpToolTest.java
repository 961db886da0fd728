package dev.cadre.activities.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpToolTest {

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private String origin;
  private ToolHttp http;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    origin = "http://127.0.0.1:" + server.getAddress().getPort();
    http = new ToolHttp(new HttpToolSettings(Set.of(origin)));
  }

  @AfterEach
  void stop() {
    server.stop(0);
    http.close();
  }

  /** The path's first part is the status; {@code /slow} never ends, {@code /cut} breaks off. */
  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    seen.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI().getPath()
            + " "
            + exchange.getRequestHeaders().getFirst("Idempotency-Key")
            + " "
            + exchange.getRequestHeaders().getFirst("Content-Type")
            + " "
            + body);
    String path = exchange.getRequestURI().getPath().substring(1);
    if (path.equals("slow")) {
      return;
    }
    if (path.equals("cut")) {
      exchange.sendResponseHeaders(200, 100);
      exchange.close();
      return;
    }
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.getResponseHeaders().add("Location", origin + "/200");
    exchange.getResponseHeaders().add("Retry-After", "7");
    byte[] answer = "{\"id\": 7}".getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(Integer.parseInt(path), answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Test
  void postsABodyWithTheKeyAndReadsJson() {
    Object output = call("http-post", "/200", false, Map.of("body", Map.of("b", 1L)));
    assertThat(seen)
        .containsExactly("POST /200 plan/step/1 application/json; charset=UTF-8 {\"b\":1}");
    assertThat(output)
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("status", 200L)
        .containsEntry("body", Map.of("id", 7L));
  }

  @Test
  void followsNoRedirect() {
    AttemptFailure failure = failure("http-get", "/302", true);
    assertThat(failure.category()).isEqualTo(FailureCategory.TOOL_FAILED);
    assertThat(failure.status()).isEqualTo(302);
    assertThat(seen).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "500, UPSTREAM",
    "502, UPSTREAM",
    "503, OVERLOADED",
    "429, RATE_LIMIT",
    "404, TOOL_FAILED"
  })
  void tellsTheCauseOfARepeatableFailure(int status, FailureCategory category) {
    AttemptFailure failure = failure("http-get", "/" + status, true);
    assertThat(failure.category()).isEqualTo(category);
    assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 429, 500, 503})
  void failsAPostThatWasAnsweredOtherwise(int status) {
    assertThat(failure("http-post", "/" + status, false).category())
        .isEqualTo(FailureCategory.TOOL_FAILED);
    assertThat(seen).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/slow", "/cut"})
  void doesNotKnowTheOutcomeOfAPostWithoutAnAnswer(String path) {
    assertThat(failure("http-post", path, false).category())
        .isEqualTo(FailureCategory.OUTCOME_UNKNOWN);
    assertThat(seen).hasSize(1);
  }

  @Test
  void endsASlowGetAtItsDeadline() {
    assertThat(failure("http-get", "/slow", true).category()).isEqualTo(FailureCategory.TIMEOUT);
  }

  @Test
  void tellsADeadlineAtEachOfItsSteps() {
    ToolTypes types = HttpCalls.types(http);
    for (int micros = 0; micros < 4000; micros += 200) {
      ToolCall call =
          new ToolCall(
              TenantId.DEMO,
              Map.of("url", origin + "/200"),
              true,
              "key",
              Duration.ofNanos(micros * 1000L));
      try {
        assertThat(types.call(HttpCalls.tool("http-get"), call)).isNotNull();
      } catch (ToolFailed e) {
        assertThat(e.failure().category()).isEqualTo(FailureCategory.TIMEOUT);
      }
    }
  }

  @Test
  void marksARefusedConnection() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String closed = "http://127.0.0.1:" + port;
    try (ToolHttp other = new ToolHttp(new HttpToolSettings(Set.of(closed)))) {
      AttemptFailure failure = HttpCalls.failure(other, "http-post", closed, false, Map.of());
      assertThat(failure.refused()).isTrue();
      assertThat(failure.called()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"Host, x", "idempotency-key, x", "Transfer-Encoding, chunked", "X-A, 'a\r\nB: c'"})
  void refusesHeadersThatAreNotThePlans(String name, String value) {
    AttemptFailure failure =
        HttpCalls.failure(
            http, "http-get", origin + "/200", true, Map.of("headers", Map.of(name, value)));
    assertThat(failure.called()).isFalse();
    assertThat(seen).isEmpty();
  }

  private Object call(String tool, String path, boolean repeatable, Map<String, Object> more) {
    return HttpCalls.call(http, tool, origin + path, repeatable, more);
  }

  private AttemptFailure failure(String tool, String path, boolean repeatable) {
    return HttpCalls.failure(http, tool, origin + path, repeatable, Map.of());
  }
}
