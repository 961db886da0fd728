package dev.cadre.activities.tool.mcp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cadre.stores.runtime.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server of MCP on the loopback, with a fault where the test wants one. Its path says how it
 * answers: {@code /json} or {@code /sse}.
 */
final class FakeMcpHttp implements AutoCloseable {

  /** Answers instead of the good server; false leaves it to that. */
  interface Fault {
    boolean struck(HttpExchange exchange, Map<String, Object> message) throws IOException;
  }

  private static final Fault NONE = (_, _) -> false;

  final List<Map<String, Object>> seen = new CopyOnWriteArrayList<>();
  final List<String> headers = new CopyOnWriteArrayList<>();
  final AtomicLong written = new AtomicLong();
  final CountDownLatch open = new CountDownLatch(1);
  private final AtomicInteger sessions = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private volatile Fault fault = NONE;
  private volatile String session = "none";

  FakeMcpHttp() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  URI url(String path) {
    return URI.create(origin() + path);
  }

  void fault(Fault next) {
    fault = next;
  }

  /** At a message of that method. */
  void fault(String method, Fault next) {
    fault =
        (exchange, message) ->
            method.equals(message.get("method")) && next.struck(exchange, message);
  }

  void mend() {
    fault = NONE;
  }

  /** As after a start anew. */
  void forgetSession() {
    session = "forgotten";
  }

  List<Object> methods() {
    return seen.stream().map(message -> message.getOrDefault("method", "answer")).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("DELETE")) {
      headers.add("DELETE " + exchange.getRequestHeaders().getFirst("Mcp-Session-Id"));
      status(exchange, 204);
      return;
    }
    Map<String, Object> message = Json.object(exchange.getRequestBody().readAllBytes());
    seen.add(message);
    headers.add(
        message.get("method")
            + " "
            + exchange.getRequestHeaders().getFirst("Mcp-Session-Id")
            + " "
            + exchange.getRequestHeaders().getFirst("MCP-Protocol-Version")
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization"));
    if (!fault.struck(exchange, message)) {
      good(exchange, message);
    }
  }

  private void good(HttpExchange exchange, Map<String, Object> message) throws IOException {
    if ("initialize".equals(message.get("method"))) {
      session = "s" + sessions.incrementAndGet();
      exchange.getResponseHeaders().add("Mcp-Session-Id", session);
    } else if (!session.equals(exchange.getRequestHeaders().getFirst("Mcp-Session-Id"))) {
      status(exchange, 404);
      return;
    }
    if (!message.containsKey("id") || !message.containsKey("method")) {
      status(exchange, 202);
    } else {
      text(exchange, FakeMcp.answer(message));
    }
  }

  static void status(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  /** A whole answer, as JSON or as an event, by the path. */
  void text(HttpExchange exchange, String json) throws IOException {
    OutputStream out = begin(exchange);
    out.write((sse(exchange) ? event(json) : json).getBytes(StandardCharsets.UTF_8));
    exchange.close();
  }

  static String event(String json) {
    return ": comment\r\nid: 1\r\nevent: message\r\ndata: " + json + "\r\n\r\n";
  }

  private static boolean sse(HttpExchange exchange) {
    return exchange.getRequestURI().getPath().startsWith("/sse");
  }

  /** Status and headers of an answer without a known length. */
  OutputStream begin(HttpExchange exchange) throws IOException {
    exchange
        .getResponseHeaders()
        .set("Content-Type", sse(exchange) ? "text/event-stream" : "application/json");
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }

  /** Writes a piece again and again, 100 MB at most, and counts what it got rid of. */
  boolean flood(HttpExchange exchange, String start, String piece) throws IOException {
    byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = begin(exchange)) {
      out.write(start.getBytes(StandardCharsets.UTF_8));
      while (written.get() < 100_000_000) {
        out.write(bytes);
        written.addAndGet(bytes.length);
      }
    }
    return true;
  }

  /** Answers nothing more until the test is over. */
  boolean hang() {
    try {
      open.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  @Override
  public void close() {
    open.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
