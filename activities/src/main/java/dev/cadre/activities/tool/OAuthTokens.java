package dev.cadre.activities.tool;

import dev.cadre.stores.credential.OpenCredential;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;

/**
 * Tokens of OAuth 2.0 by the client credentials grant (RFC 6749, 4.4). One is kept in memory till
 * shortly before it expires, for the version of the credential that it was fetched with.
 */
public final class OAuthTokens {

  private static final int MOST = 10_000;
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private static final Duration LONGEST = Duration.ofDays(1);

  /** Where the answer does not say how long it lives. */
  private static final Duration LIFE = Duration.ofMinutes(5);

  private final ToolHttp http;
  private final Clock clock;
  private final Map<Key, Token> tokens = new ConcurrentHashMap<>();

  private record Key(TenantId tenant, String name, int version) {}

  private record Token(String value, Instant until) {}

  public OAuthTokens(ToolHttp http, Clock clock) {
    this.http = http;
    this.clock = clock;
  }

  /**
   * A token that is good now. Blocks.
   *
   * @throws ToolFailed when none is given; it tells neither the secret nor what was answered
   */
  public String token(TenantId tenant, OpenCredential credential, Duration deadline) {
    Key key = new Key(tenant, credential.name(), credential.version());
    Token kept = tokens.get(key);
    if (kept != null && clock.instant().isBefore(kept.until())) {
      return kept.value();
    }
    Token fresh = fetch(credential, deadline);
    if (tokens.size() >= MOST) {
      tokens.clear();
    }
    tokens.put(key, fresh);
    return fresh.value();
  }

  /** Another one than before. Blocks; exceptions as of {@link #token}. */
  public String fresh(TenantId tenant, OpenCredential credential, Duration deadline) {
    tokens.remove(new Key(tenant, credential.name(), credential.version()));
    return token(tenant, credential, deadline);
  }

  private Token fetch(OpenCredential credential, Duration deadline) {
    long start = System.nanoTime();
    HttpPost request = new HttpPost(URI.create(credential.text("tokenUrl")));
    request.setHeader("Authorization", basic(credential));
    request.setHeader("Accept", "application/json");
    request.setEntity(new StringEntity(form(credential), ContentType.APPLICATION_FORM_URLENCODED));
    try {
      return token(Exchange.of(http, request, deadline, HttpReply::read), credential);
    } catch (IOException e) {
      // Nothing was done yet: whatever the tool does, this may be asked again.
      throw ToolFailed.unreached(
          FailureCategory.TRANSPORT,
          false,
          "The token URL of the credential "
              + credential.name()
              + " gave no answer: "
              + HttpFailures.failed(e, true, Duration.ofNanos(System.nanoTime() - start))
                  .getMessage());
    }
  }

  private Token token(HttpReply reply, OpenCredential credential) {
    if (reply.status() / 100 == 2
        && reply.body() instanceof Map<?, ?> body
        && body.get("access_token") instanceof String token
        && token.matches("[\\x21-\\x7e]{1,16000}")) {
      Duration life =
          body.get("expires_in") instanceof Number seconds
              ? Duration.ofSeconds(Math.clamp(seconds.longValue(), 0, LONGEST.toSeconds()))
              : LIFE;
      return new Token(token, clock.instant().plus(life).minus(MARGIN));
    }
    throw ToolFailed.unreached(
        HttpFailures.category(reply.status()),
        false,
        "The token URL of the credential "
            + credential.name()
            + " gave no token, but answered "
            + reply.status()
            + error(reply)
            + "; an admin looks after it: ./cadre credential test "
            + credential.name()
            + ".");
  }

  /** Codes of RFC 6749, 5.2; never a text that the other side has made up. */
  private static String error(HttpReply reply) {
    List<String> known =
        List.of("invalid_client", "invalid_grant", "invalid_scope", "unauthorized_client");
    return reply.body() instanceof Map<?, ?> body
            && known.contains(String.valueOf(body.get("error")))
        ? " (" + body.get("error") + ")"
        : "";
  }

  private static String form(OpenCredential credential) {
    List<String> scopes = credential.texts("scopes");
    return "grant_type=client_credentials"
        + (scopes.isEmpty() ? "" : "&scope=" + encoded(String.join(" ", scopes)));
  }

  /** Both halves are encoded first (RFC 6749, 2.3.1). */
  private static String basic(OpenCredential credential) {
    String pair =
        encoded(credential.text("clientId")) + ":" + encoded(credential.text("clientSecret"));
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
