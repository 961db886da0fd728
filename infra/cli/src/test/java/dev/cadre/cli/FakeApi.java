package dev.cadre.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;

/** An API that answers as it was told, the state folder that names it, and a terminal. */
final class FakeApi implements AutoCloseable {

  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final AtomicInteger lost = new AtomicInteger();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final HttpServer server;
  private final Path state;

  FakeApi(Path state) throws IOException {
    this.state = state;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    Files.createDirectories(state.resolve("tokens"));
    Files.createDirectories(state.resolve("run"));
    Files.writeString(state.resolve("tokens/requester"), "token-of-requester\n");
    Files.writeString(state.resolve("tokens/reviewer"), "token-of-reviewer\n");
    Files.writeString(state.resolve("run/api.url"), url());
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers a request, such as {@code GET /v1/plans}, with a status, a blank and a body. */
  void answer(String request, String answer) {
    answers.put(request, answer);
  }

  /** Each request with its authorization and body, in order. */
  List<String> seen() {
    return seen;
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  /** The idempotency keys that came, in their order. */
  List<String> keys() {
    return keys;
  }

  /** Gives no answer to so many requests. */
  void loses(int requests) {
    lost.set(requests);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    seen.add(what + " " + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    if (key != null) {
      keys.add(key);
    }
    if (lost.getAndDecrement() > 0) {
      // The connection breaks, as when the API is killed after its commit.
      exchange.close();
      return;
    }
    String answer = answers.getOrDefault(what, "404 {\"code\":\"NOT_FOUND\",\"detail\":\"No.\"}");
    byte[] bytes = answer.substring(4).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  int run(Map<String, String> environment, String... words) {
    Surroundings here =
        new Surroundings(environment, state, new PrintWriter(out), new PrintWriter(err));
    CommandLine root =
        new CommandLine(new Root())
            .addSubcommand(new PlanCommands(here))
            .addSubcommand(new GateCommands(here))
            .addSubcommand(new AuditCommands(here))
            .setExpandAtFiles(false)
            .setExecutionExceptionHandler(new CommandErrors())
            .setErr(new PrintWriter(err));
    return root.execute(words);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  @CommandLine.Command(name = "cadre")
  static final class Root {}
}
