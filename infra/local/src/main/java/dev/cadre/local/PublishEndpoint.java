package dev.cadre.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Where the sample plan publishes to: a door of the demo's own, on loopback. */
final class PublishEndpoint implements AutoCloseable {

  private static final int LIMIT = 1 << 20;

  private final HttpServer server;
  private final List<String> posts = new CopyOnWriteArrayList<>();

  /**
   * @throws IOException when the port is taken; 0 takes a free one
   */
  PublishEndpoint(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::take);
    server.start();
  }

  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What was posted, in order. */
  List<String> posts() {
    return List.copyOf(posts);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean post = exchange.getRequestMethod().equals("POST");
      String body = new String(exchange.getRequestBody().readNBytes(LIMIT), StandardCharsets.UTF_8);
      if (post) {
        posts.add(body);
      }
      byte[] answer =
          (post ? "{\"published\":" + posts.size() + "}" : "{\"error\":\"POST only\"}")
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(post ? 201 : 405, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
