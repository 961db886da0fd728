package dev.cadre.testkit.identity;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Gives codes to browsers and takes them back from the client, PKCE and all. */
public final class CodeDesk {

  private final FakeIdentityProvider provider;
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private volatile String subject = "somebody";
  private volatile UnaryOperator<TestToken> change = UnaryOperator.identity();
  private volatile @Nullable String error;
  private volatile @Nullable String issuerInAnswer;

  CodeDesk(FakeIdentityProvider provider) {
    this.provider = provider;
  }

  /** Whoever signs in next is this one; nothing is denied or changed any more. */
  public CodeDesk next(String subject) {
    this.subject = subject;
    change = UnaryOperator.identity();
    error = null;
    issuerInAnswer = null;
    return this;
  }

  /** What is other about the ID token. */
  public CodeDesk idToken(UnaryOperator<TestToken> other) {
    change = other;
    return this;
  }

  /** Sends browsers back with an error. */
  public CodeDesk deny(String code) {
    error = code;
    return this;
  }

  /** Sends browsers back with {@code iss} (RFC 9207). */
  public CodeDesk nameIssuer(String issuer) {
    issuerInAnswer = issuer;
    return this;
  }

  void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> asked = form(exchange.getRequestURI().getRawQuery());
    if (!"code".equals(asked.get("response_type"))
        || !FakeIdentityProvider.CLIENT.equals(asked.get("client_id"))
        || !asked.getOrDefault("scope", "").contains("openid")
        || !"S256".equals(asked.get("code_challenge_method"))
        || !asked.containsKey("code_challenge")) {
      FakeIdentityProvider.json(exchange, 400, Map.of("error", "invalid_request"));
      return;
    }
    Map<String, String> back = new LinkedHashMap<>();
    back.put("state", asked.getOrDefault("state", ""));
    if (error != null) {
      back.put("error", error);
    } else {
      String code = UUID.randomUUID().toString();
      codes.put(code, asked);
      back.put("code", code);
    }
    if (issuerInAnswer != null) {
      back.put("iss", issuerInAnswer);
    }
    StringBuilder to = new StringBuilder(asked.getOrDefault("redirect_uri", "")).append('?');
    back.forEach((name, value) -> to.append(name).append('=').append(encoded(value)).append('&'));
    exchange.getResponseHeaders().set("Location", to.substring(0, to.length() - 1));
    exchange.sendResponseHeaders(302, -1);
  }

  void token(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> form = form(body);
    if (!basic().equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      FakeIdentityProvider.json(exchange, 401, Map.of("error", "invalid_client"));
      return;
    }
    Map<String, String> asked = codes.remove(form.getOrDefault("code", ""));
    if (asked == null
        || !"authorization_code".equals(form.get("grant_type"))
        || !String.valueOf(asked.get("redirect_uri")).equals(form.get("redirect_uri"))
        || !String.valueOf(asked.get("code_challenge"))
            .equals(challenge(form.getOrDefault("code_verifier", "")))) {
      FakeIdentityProvider.json(exchange, 400, Map.of("error", "invalid_grant"));
      return;
    }
    String nonce = asked.getOrDefault("nonce", "");
    FakeIdentityProvider.json(
        exchange,
        200,
        Map.of(
            "token_type", "Bearer",
            "access_token", provider.accessToken(subject),
            "id_token", provider.idToken(subject, nonce, change)));
  }

  private static String basic() {
    String pair = encoded(FakeIdentityProvider.CLIENT) + ":" + encoded(FakeIdentityProvider.SECRET);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
  }

  private static String challenge(String verifier) {
    try {
      return TestKey.encoded(
          MessageDigest.getInstance("SHA-256")
              .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The fields of a query or a form. */
  public static Map<String, String> form(@Nullable String text) {
    Map<String, String> fields = new HashMap<>();
    for (String field : String.valueOf(text).split("&", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(
            field.substring(0, equals),
            URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return fields;
  }

  /** The fields of an address's query. */
  public static Map<String, String> query(URI uri) {
    return form(uri.getRawQuery());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
