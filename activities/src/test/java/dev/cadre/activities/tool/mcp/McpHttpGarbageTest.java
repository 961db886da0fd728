package dev.cadre.activities.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cadre.stores.runtime.Json;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McpHttpGarbageTest extends McpHttpFixture {

  @ParameterizedTest
  @CsvSource({
    "{canary, sent what is no JSON",
    "'', sent what is no JSON",
    "'[]', none of JSON-RPC 2.0",
    "'{\"jsonrpc\":\"2.0\",\"id\":4}', without an id or a result",
    "'{\"jsonrpc\":\"2.0\",\"id\":4,\"id\":4,\"result\":{}}', sent what is no JSON",
    "'{\"jsonrpc\":\"2.0\",\"id\":\"4\",\"result\":{}}', answered another request",
    "'{\"jsonrpc\":\"2.0\",\"id\":77,\"result\":{}}', answered another request",
    "DEEP, over 100 levels",
    "WIDE, 'over 200,000 values'"
  })
  void refusesGarbage(String answer, String reason) {
    String text =
        switch (answer) {
          case "DEEP" -> "[".repeat(100_000);
          case "WIDE" -> "[" + "[],".repeat(200_000) + "1]";
          default -> answer;
        };
    for (String name : new String[] {"json", "sse"}) {
      server.fault(
          "tools/call",
          (exchange, _) -> {
            server.text(exchange, text.isEmpty() && name.equals("sse") ? "{" : text);
            return true;
          });
      AttemptFailure failure = calls.failureOfEffect(name, "echo");
      assertThat(failure.category()).isEqualTo(FailureCategory.OUTCOME_UNKNOWN);
      assertThat(failure.message()).contains(reason);
      assertThat(calls.failure(name, "echo").category()).isEqualTo(FailureCategory.TOOL_FAILED);
      works(name);
    }
  }

  @Test
  void refusesARevisionThatItDoesNotSpeakAndAnotherKindOfContent() {
    server.fault(
        "initialize",
        (exchange, message) -> {
          server.text(exchange, FakeMcp.answer(message).replace("2025-06-18", "2026-07-28"));
          return true;
        });
    assertThat(calls.failure("json", "echo").message()).contains("revision of the protocol");
    server.fault(
        "initialize",
        (exchange, _) -> {
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, 0);
          exchange.close();
          return true;
        });
    assertThat(calls.failure("json", "echo").message()).contains("neither JSON nor a stream");
    works("json");
  }

  @Test
  void readsNoListWithoutEnd() {
    server.fault(
        "tools/list",
        (exchange, message) -> {
          server.text(
              exchange,
              Json.text(
                  Map.of(
                      "jsonrpc", "2.0",
                      "id", message.get("id"),
                      "result", Map.of("tools", List.of(), "nextCursor", "again"))));
          return true;
        });
    assertThat(calls.failure("json", "echo").message()).contains("1,000 tools and 20 pages");
    assertThat(server.methods().stream().filter("tools/list"::equals)).hasSize(20);
    works("json");
  }

  @Test
  void followsNoRedirectToAPrivateAddress() throws IOException {
    AtomicInteger visits = new AtomicInteger();
    HttpServer inner =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    inner.createContext("/", exchange -> visits.incrementAndGet());
    inner.start();
    try {
      server.fault(
          "tools/call",
          (exchange, _) -> {
            exchange
                .getResponseHeaders()
                .add("Location", "http://127.0.0.1:" + inner.getAddress().getPort() + "/mcp");
            FakeMcpHttp.status(exchange, 307);
            return true;
          });
      AttemptFailure failure = calls.failure("json", "echo");
      assertThat(failure.status()).isEqualTo(307);
      assertThat(failure.message()).contains("redirects are not followed");
      works("json");
      assertThat(visits).hasValue(0);
    } finally {
      inner.stop(0);
    }
  }

  @ParameterizedTest
  @CsvSource({"503, OVERLOADED", "429, RATE_LIMIT", "401, TOOL_FAILED", "404, TOOL_FAILED"})
  void tellsTheCauseOfARepeatableFailure(int status, FailureCategory category) {
    server.fault(
        "tools/call",
        (exchange, _) -> {
          exchange.getResponseHeaders().add("Retry-After", "7");
          FakeMcpHttp.status(exchange, status);
          return true;
        });
    AttemptFailure failure = calls.failure("json", "echo");
    assertThat(failure.category()).isEqualTo(category);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.retryAfter()).hasSeconds(7);
    assertThat(calls.failureOfEffect("json", "echo").category())
        .isEqualTo(FailureCategory.TOOL_FAILED);
    works("json");
  }
}
