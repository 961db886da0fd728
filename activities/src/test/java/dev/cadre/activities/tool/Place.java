package dev.cadre.activities.tool;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on this machine that tools may call, and what it was asked. */
public final class Place implements AutoCloseable {

  private final HttpServer server;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final Desk desk;

  /** What came. */
  public record Seen(String method, String path, String authorization, String body) {}

  /** What goes back. */
  public record Answer(int status, String type, String body, String location) {

    public static Answer json(int status, String body) {
      return new Answer(status, "application/json", body, "");
    }

    public static Answer html(String body) {
      return new Answer(200, "text/html; charset=utf-8", body, "");
    }

    public static Answer to(String location) {
      return new Answer(302, "text/plain", "", location);
    }
  }

  /** Who answers. */
  @FunctionalInterface
  public interface Desk {

    Answer answer(Seen seen, HttpExchange exchange) throws IOException;
  }

  public Place(Desk desk) {
    this.desk = desk;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String shown = exchange.getRequestHeaders().getFirst("Authorization");
    Seen one =
        new Seen(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            shown == null ? "" : shown,
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    seen.add(one);
    Answer answer = desk.answer(one, exchange);
    exchange.getResponseHeaders().add("Content-Type", answer.type());
    if (!answer.location().isEmpty()) {
      exchange.getResponseHeaders().add("Location", answer.location());
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  public List<Seen> seen() {
    return List.copyOf(seen);
  }

  public String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The client of tools that may call this place and no other that is not public. */
  public ToolHttp http() {
    return new ToolHttp(new HttpToolSettings(Set.of(origin())));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
