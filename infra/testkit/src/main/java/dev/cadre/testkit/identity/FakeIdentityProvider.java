package dev.cadre.testkit.identity;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/**
 * An OpenID Connect provider on a free loopback port: discovery, keys, authorization (which sends
 * the browser back at once) and tokens. It is strict with its clients and, when told so, lies.
 */
public final class FakeIdentityProvider implements AutoCloseable {

  public static final String AUDIENCE = "cadre-api";
  public static final String CLIENT = "cadre-web";
  public static final String SECRET = "s3cret with: spaces & signs";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpServer server;
  private final CodeDesk desk = new CodeDesk(this);
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<TestKey> published = new CopyOnWriteArrayList<>();
  private volatile TestKey key = TestKey.rsa("first");
  private volatile String claimedIssuer = "";
  private volatile boolean down;
  private volatile Duration slow = Duration.ZERO;

  private FakeIdentityProvider(HttpServer server) {
    this.server = server;
    published.add(key);
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  public static FakeIdentityProvider start() {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      return new FakeIdentityProvider(HttpServer.create(address, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The key that signs now. */
  public TestKey key() {
    return key;
  }

  /** Signs by another key from now on, and publishes that one only. */
  public FakeIdentityProvider rotate(TestKey next) {
    published.clear();
    return alsoPublish(next).signBy(next);
  }

  /** Signs by a key, published or not. */
  public FakeIdentityProvider signBy(TestKey next) {
    key = next;
    return this;
  }

  public FakeIdentityProvider alsoPublish(TestKey more) {
    published.add(more);
    return this;
  }

  /** Names another issuer in its discovery document; empty: its own. */
  public FakeIdentityProvider lieAboutIssuer(String issuer) {
    claimedIssuer = issuer;
    return this;
  }

  /** Answers 503 to all. */
  public FakeIdentityProvider down(boolean now) {
    down = now;
    return this;
  }

  /** Thinks before each answer. */
  public FakeIdentityProvider slow(Duration pause) {
    slow = pause;
    return this;
  }

  /** Who signs in, and how the browser comes back. */
  public CodeDesk desk() {
    return desk;
  }

  /** Paths with queries that were asked for, in order. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** How often a path was asked for. */
  public long asked(String path) {
    return requests.stream().filter(r -> r.equals(path) || r.startsWith(path + "?")).count();
  }

  /** A good access token of somebody, to be signed as it is or made worse. */
  public TestToken token(String subject) {
    long now = Instant.now().getEpochSecond();
    return new TestToken()
        .header("typ", "at+jwt")
        .claim("iss", issuer())
        .claim("aud", AUDIENCE)
        .claim("sub", subject)
        .claim("iat", now)
        .claim("exp", now + 300);
  }

  /** A good access token of somebody, signed. */
  public String accessToken(String subject) {
    return token(subject).by(key);
  }

  String idToken(String subject, String nonce, UnaryOperator<TestToken> change) {
    long now = Instant.now().getEpochSecond();
    TestToken token =
        new TestToken()
            .header("typ", "JWT")
            .claim("iss", issuer())
            .claim("aud", CLIENT)
            .claim("sub", subject)
            .claim("iat", now)
            .claim("exp", now + 300)
            .claim("nonce", nonce);
    return change.apply(token).by(key);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(exchange.getRequestURI().toString());
      Thread.sleep(slow);
      if (down) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/.well-known/openid-configuration" -> json(exchange, 200, discovery());
        case "/keys" ->
            json(exchange, 200, Map.of("keys", published.stream().map(TestKey::jwk).toList()));
        case "/authorize" -> desk.authorize(exchange);
        case "/token" -> desk.token(exchange);
        default -> exchange.sendResponseHeaders(404, -1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<String, Object> discovery() {
    return Map.of(
        "issuer", claimedIssuer.isEmpty() ? issuer() : claimedIssuer,
        "jwks_uri", issuer() + "/keys",
        "authorization_endpoint", issuer() + "/authorize",
        "token_endpoint", issuer() + "/token");
  }

  static void json(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
