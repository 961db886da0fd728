package dev.cadre.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * Stands in for API and worker: readiness, and one plan with one gate that publishes at its end.
 */
public final class StandIn {

  private static final CountDownLatch DECIDED = new CountDownLatch(1);

  private StandIn() {}

  /** Listens where {@code SERVER_PORT} says until it is ended. */
  public static void main(String[] words) throws IOException {
    int port = Integer.parseInt(System.getenv("SERVER_PORT"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", StandIn::answer);
    server.start();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String what = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    switch (what) {
      case "GET /health/ready" -> send(exchange, 200, "{}");
      case "GET /environment" -> send(exchange, 200, String.join("\n", names()));
      case "POST /v1/plans" ->
          send(
              exchange, 201, "{\"id\":\"p1\",\"status\":\"SCHEDULED\",\"workflowId\":\"plan-p1\"}");
      case "GET /v1/plans/p1/events" -> events(exchange);
      case "GET /v1/plans/p1" ->
          send(exchange, 200, "{\"status\":\"" + (open() ? "WAITING" : "COMPLETED") + "\"}");
      case "GET /v1/plans/p1/result" -> send(exchange, 200, "{\"result\":\"the post\"}");
      case "GET /v1/gates" ->
          send(exchange, 200, open() ? "{\"items\":[{\"id\":\"g1\"}]}" : "{\"items\":[]}");
      case "POST /v1/sign-in-links" ->
          send(exchange, 201, "{\"url\":\"http://127.0.0.1/sign-in?token=t\"}");
      case "GET /v1/gates/g1" ->
          send(
              exchange,
              200,
              "{\"id\":\"g1\",\"title\":\"Publish this post?\",\"digest\":\"sha256:1\",\"show\":[]}");
      case "POST /v1/gates/g1/decisions" -> {
        DECIDED.countDown();
        send(exchange, 200, "{\"decision\":\"GO\"}");
      }
      default ->
          send(exchange, 404, "{\"code\":\"NOT_FOUND\",\"detail\":\"There is no such thing.\"}");
    }
  }

  private static boolean open() {
    return DECIDED.getCount() > 0;
  }

  private static java.util.List<String> names() {
    return System.getenv().keySet().stream().filter(k -> k.startsWith("CADRE_")).sorted().toList();
  }

  private static void events(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    event(exchange, 1, "gate.opened", "review");
    try {
      DECIDED.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    publish();
    event(exchange, 2, "plan.completed", "");
    exchange.close();
  }

  private static void event(HttpExchange exchange, int seq, String type, String step)
      throws IOException {
    String text =
        "id: %d\ndata: {\"seq\":%d,\"type\":\"%s\",\"step\":\"%s\",\"data\":{}}\n\n"
            .formatted(seq, seq, type, step);
    exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
  }

  private static void publish() throws IOException {
    String origin = System.getenv("CADRE_TOOLS_HTTP_ALLOW");
    try (HttpClient http = HttpClient.newHttpClient()) {
      http.send(
          HttpRequest.newBuilder(URI.create(origin + "/posts"))
              .POST(HttpRequest.BodyPublishers.ofString("the post"))
              .build(),
          HttpResponse.BodyHandlers.discarding());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
