package dev.cadre.testkit.vault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Speaks the endpoints of Vault that Cadre calls, on a free loopback port: transit with real
 * AES-GCM and Ed25519, AppRole, tokens that expire, reading of KV version 2. Keeps all in memory,
 * records every request, and fails as it is told. No Vault: what it does not know is 404.
 */
public final class FakeVault implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String TRANSIT = "/v1/transit/";
  private static final String KV = "/v1/secret/data/";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final FakeTokens tokens = new FakeTokens();
  private final FakeTransit transit = new FakeTransit();
  private final Map<String, Map<String, String>> secrets = new ConcurrentHashMap<>();
  private final List<SeenRequest> requests = new ArrayList<>();
  private volatile @Nullable VaultFault fault;
  private volatile Predicate<SeenRequest> failing = _ -> true;

  private FakeVault(HttpServer server) {
    this.server = server;
  }

  /** A server on a free port. */
  public static FakeVault start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
      FakeVault vault = new FakeVault(server);
      server.setExecutor(vault.threads);
      server.createContext("/", vault::serve);
      server.start();
      return vault;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** An AppRole whose tokens live so long, and with renewals no longer than that. */
  public FakeVault role(String id, String secretId, Duration life, Duration longest) {
    tokens.role(id, secretId, life, longest);
    return this;
  }

  /** A token that may all. */
  public String token(Duration life, boolean renewable) {
    return tokens.token(life, renewable);
  }

  /** Every token that was given out is refused from now on. */
  public void revokeTokens() {
    tokens.revokeAll();
  }

  /** As whoever may rotate a key of transit's. */
  public void rotate(String key) {
    Reply reply = transit.serve("POST", "keys/" + key + "/rotate", JSON.createObjectNode());
    if (reply.status() != 200) {
      throw new IllegalArgumentException("there is no key " + key);
    }
  }

  /** As after a restore from before a key of transit's was made. */
  public void forget(String key) {
    transit.forget(key);
  }

  /** A secret in KV. */
  public FakeVault secret(String path, Map<String, String> fields) {
    secrets.put(path, Map.copyOf(fields));
    return this;
  }

  /** Every request fails so. */
  public void fail(VaultFault how) {
    fail(how, _ -> true);
  }

  /** Some requests fail so. */
  public void fail(VaultFault how, Predicate<SeenRequest> which) {
    failing = which;
    fault = how;
  }

  /** All is well again. */
  public void heal() {
    fault = null;
  }

  /** Every request so far, in the order of arrival. */
  public List<SeenRequest> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      SeenRequest request = seen(exchange);
      VaultFault now = fault;
      if (now != null && failing.test(request)) {
        fail(exchange, request, now);
        return;
      }
      send(exchange, answer(request));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private SeenRequest seen(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    SeenRequest request =
        new SeenRequest(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            headers,
            body,
            exchange.getRemoteAddress().getPort());
    synchronized (requests) {
      requests.add(request);
    }
    return request;
  }

  private void fail(HttpExchange exchange, SeenRequest request, VaultFault how)
      throws IOException, InterruptedException {
    Thread.sleep(how.delay());
    if (how.status() == 0) {
      send(exchange, answer(request));
      return;
    }
    byte[] body = String.valueOf(how.body()).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", how.type());
    exchange.sendResponseHeaders(how.status(), how.stall() ? body.length + 100 : body.length);
    exchange.getResponseBody().write(body);
    exchange.getResponseBody().flush();
    if (how.stall()) {
      Thread.sleep(Duration.ofMinutes(1));
    }
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    if (reply.body() == null) {
      exchange.sendResponseHeaders(reply.status(), -1);
      return;
    }
    byte[] body = JSON.writeValueAsBytes(reply.body());
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(reply.status(), body.length);
    exchange.getResponseBody().write(body);
  }

  private Reply answer(SeenRequest request) {
    try {
      JsonNode body = JSON.readTree(request.body().isEmpty() ? "{}" : request.body());
      String path = request.path();
      if (path.equals("/v1/auth/approle/login")) {
        return tokens.login(body);
      }
      String token = request.headers().getOrDefault("x-vault-token", "");
      return tokens.valid(token)
          ? serve(request.method(), path, token, body)
          : Reply.error(403, "permission denied");
    } catch (JacksonException | IllegalArgumentException e) {
      return Reply.error(400, "failed to parse JSON input");
    }
  }

  private Reply serve(String method, String path, String token, JsonNode body) {
    if (path.startsWith(TRANSIT)) {
      return transit.serve(method, path.substring(TRANSIT.length()), body);
    }
    return switch (method + " " + path) {
      case "POST /v1/auth/token/renew-self" -> tokens.renew(token);
      case "GET /v1/auth/token/lookup-self" -> tokens.lookup(token);
      default -> path.startsWith(KV) && method.equals("GET") ? secret(path) : Reply.error(404);
    };
  }

  private Reply secret(String path) {
    Map<String, String> fields = secrets.get(path.substring(KV.length()));
    return fields == null
        ? Reply.error(404)
        : Reply.data(Map.of("data", fields, "metadata", Map.of("version", 1)));
  }
}
