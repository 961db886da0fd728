package dev.cadre.activities.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class McpHttpFaultsIT extends McpHttpFixture {

  /** Socket buffers and what is read before it is counted come to the 4 MiB. */
  private static final long CUT = 12_000_000;

  @ParameterizedTest
  @CsvSource({
    "json, initialize",
    "sse, initialize",
    "json, tools/list",
    "json, notifications/initialized"
  })
  void mayBeCalledAgainWhereItHangsBeforeTheCall(String name, String method) {
    server.fault(method, (_, _) -> server.hang());
    AttemptFailure failure = calls.failureOfEffect(name, "echo");

    assertThat(failure.category()).isEqualTo(FailureCategory.TIMEOUT);
    assertThat(failure.called()).isFalse();
    assertThat(failure.refused()).isTrue();
    assertThat(failure.message()).contains("did not answer " + method + " in time");
    works(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "sse"})
  void doesNotKnowTheOutcomeWhereItHangsAtTheCall(String name) throws InterruptedException {
    server.fault("tools/call", (_, _) -> server.hang());
    AttemptFailure failure = calls.failureOfEffect(name, "echo");

    assertThat(failure.category()).isEqualTo(FailureCategory.OUTCOME_UNKNOWN);
    assertThat(failure.called()).isTrue();
    assertThat(calls.failure(name, "echo").category()).isEqualTo(FailureCategory.TIMEOUT);
    works(name);
    for (int i = 0; i < 100 && !server.methods().contains("notifications/cancelled"); i++) {
      Thread.sleep(20);
    }
    assertThat(server.methods()).contains("notifications/cancelled");
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "sse"})
  void endsAStreamThatHangsInTheMiddle(String name) {
    server.fault(
        "tools/call",
        (exchange, message) -> {
          var out = server.begin(exchange);
          out.write("data: {\"jsonrpc\":".getBytes(StandardCharsets.UTF_8));
          out.flush();
          return server.hang();
        });
    AttemptFailure failure = calls.failure(name, "echo");

    assertThat(failure.category()).isEqualTo(FailureCategory.TIMEOUT);
    works(name);
  }

  @Test
  void endsAStreamThatNeverComesToTheAnswer() {
    AtomicInteger events = new AtomicInteger();
    server.fault(
        "tools/call",
        (exchange, message) -> {
          try (var out = server.begin(exchange)) {
            while (events.incrementAndGet() < 1_000) {
              out.write(": still here\n\n".getBytes(StandardCharsets.UTF_8));
              out.flush();
              Thread.sleep(50);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return true;
        });
    assertThat(calls.failure("sse", "echo").category()).isEqualTo(FailureCategory.TIMEOUT);
    assertThat(events.get()).isBetween(10, 60);
    works("sse");
  }

  @ParameterizedTest
  @CsvSource({
    "json, tools/call, '{\"jsonrpc\":\"2.0\",\"id\":4,\"result\":{\"content\":\"', xxxxxxxxxxxxxxxx",
    "json, tools/list, '[', '[1],'",
    "sse, tools/call, 'data: ', xxxxxxxxxxxxxxxx",
    "sse, tools/call, '', ': nothing\n\n'",
    "sse, initialize, '', 'data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}\n\n'"
  })
  void cutsAnAnswerThatDoesNotEnd(String name, String method, String start, String piece) {
    server.fault(method, (exchange, _) -> server.flood(exchange, start, piece.repeat(4096)));
    AttemptFailure failure = calls.failure(name, "echo");

    assertThat(failure.category()).isEqualTo(FailureCategory.TOOL_FAILED);
    assertThat(failure.message()).contains("sent more than 4 MiB within one call");
    assertThat(server.written.get()).isBetween(4_000_000L, CUT);
    works(name);
  }

  @Test
  void countsAllPagesOfOneCallTogether() {
    server.fault(
        "tools/list",
        (exchange, message) -> {
          String answer = FakeMcp.answer(message).replaceFirst("canary", "x".repeat(2_000_000));
          server.text(exchange, answer.replace("\"echo\"", "\"none\""));
          return true;
        });
    assertThat(calls.failure("json", "echo").message()).contains("sent more than 4 MiB");
    assertThat(server.methods().stream().filter("tools/list"::equals)).hasSize(3);
    works("json");
  }

  @Test
  void asksNoMoreThanItsServerMayAskBack() {
    server.fault(
        "tools/call",
        (exchange, _) -> {
          try (var out = server.begin(exchange)) {
            String ask = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"sampling/createMessage\"}";
            out.write(FakeMcpHttp.event(ask).repeat(1_000).getBytes(StandardCharsets.UTF_8));
          }
          return true;
        });
    assertThat(calls.failure("sse", "echo").message()).contains("asked the client over 20 times");
    assertThat(server.seen.stream().filter(message -> !message.containsKey("method"))).hasSize(20);
    works("sse");
  }

  @Test
  void endsAtAnInterrupt() throws InterruptedException {
    server.fault("tools/call", (_, _) -> server.hang());
    AtomicReference<AttemptFailure> failure = new AtomicReference<>();
    Thread caller = Thread.startVirtualThread(() -> failure.set(calls.failure("json", "echo")));
    while (!server.methods().contains("tools/call")) {
      Thread.sleep(5);
    }
    caller.interrupt();
    assertThat(caller.join(Duration.ofMillis(800))).isTrue();
    assertThat(failure.get().category()).isEqualTo(FailureCategory.CANCELLED);
    works("json");
  }
}
