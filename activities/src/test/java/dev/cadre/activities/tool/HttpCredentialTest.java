package dev.cadre.activities.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.cadre.activities.tool.Place.Answer;
import dev.cadre.workflows.credential.CredentialKind;
import dev.cadre.workflows.tool.ToolSpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What HTTP tools show of their tenant's credentials, and what becomes of it. */
class HttpCredentialTest {

  private static final String SECRET = "canary-5c1e88-secret";

  private final AtomicInteger tokens = new AtomicInteger();
  private final AtomicInteger good = new AtomicInteger(1);
  private final Place place = new Place(this::answer);
  private final ToolHttp http = place.http();
  private final TestCredentials tenant = new TestCredentials();
  private Instant now = Instant.parse("2026-11-26T09:00:00Z");
  private final OAuthTokens oauth = new OAuthTokens(http, new Moving());

  private final class Moving extends Clock {

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }

  @AfterEach
  void stop() {
    http.close();
    place.close();
  }

  /** Echoes what it was shown; {@code /erp} takes only the token that is good now. */
  private Answer answer(Place.Seen seen, HttpExchange exchange) {
    if (seen.path().equals("/token")) {
      return Answer.json(
          200,
          "{\"access_token\": \"token-%d\", \"token_type\": \"Bearer\", \"expires_in\": 600}"
              .formatted(tokens.incrementAndGet()));
    }
    if (seen.path().equals("/denied")) {
      return Answer.json(401, "{\"error\": \"invalid_client\", \"echo\": \"" + SECRET + "\"}");
    }
    if (seen.path().equals("/erp") && !seen.authorization().equals("Bearer token-" + good.get())) {
      return Answer.json(401, "{}");
    }
    String key = exchange.getRequestHeaders().getFirst("X-Api-Key");
    return Answer.json(
        200, "{\"shown\": [\"%s\", \"key %s\"]}".formatted(seen.authorization(), key));
  }

  private ToolSpec tool(String path) {
    return TestCredentials.tool(
        "HTTP_GET", Map.of("url", place.origin() + path, "credential", "erp"));
  }

  private Object call(String path, boolean repeatable) {
    return tenant
        .types(http.types(tenant.store(), oauth))
        .call(tool(path), TestCredentials.call(Map.of(), repeatable));
  }

  private String failure(String path, boolean repeatable) {
    return catchThrowableOfType(ToolFailed.class, () -> call(path, repeatable)).failure().message();
  }

  private void oauth(String path) {
    tenant.with(
        "erp",
        CredentialKind.OAUTH2,
        Map.of(
            "tokenUrl",
            place.origin() + path,
            "clientId",
            "ca:dre",
            "clientSecret",
            SECRET,
            "scopes",
            List.of("a", "b")));
  }

  @Test
  void showsAKeyInItsHeaderAndHidesItWhereItIsEchoed() {
    tenant.with("erp", CredentialKind.API_KEY, Map.of("header", "X-Api-Key", "value", SECRET));

    assertThat(call("/echo", true).toString()).contains("key [credential]").doesNotContain(SECRET);
  }

  @Test
  void showsTokensAndPasswords() {
    tenant.with("erp", CredentialKind.BEARER, Map.of("token", SECRET));
    Object output = call("/echo", true);
    tenant.with("erp", CredentialKind.BASIC, Map.of("user", "ann", "password", "p w"));
    call("/echo", true);

    assertThat(place.seen())
        .extracting(Place.Seen::authorization)
        .containsExactly("Bearer " + SECRET, "Basic YW5uOnAgdw==");
    assertThat(output.toString()).doesNotContain(SECRET);
  }

  @Test
  void fetchesATokenOnceAndAgainBeforeItExpires() {
    oauth("/token");

    call("/echo", true);
    now = now.plusSeconds(560);
    call("/echo", true);
    assertThat(tokens).hasValue(1);
    now = now.plusSeconds(20);
    call("/echo", true);

    assertThat(tokens).hasValue(2);
    Place.Seen asked = place.seen().getFirst();
    assertThat(asked.body()).isEqualTo("grant_type=client_credentials&scope=a+b");
    assertThat(asked.authorization())
        .isEqualTo(
            "Basic "
                + java.util.Base64.getEncoder()
                    .encodeToString(
                        ("ca%3Adre:" + SECRET).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  @Test
  void fetchesAnotherTokenOnceWhereTheFirstIsRefused() {
    oauth("/token");
    good.set(2);
    assertThat(call("/erp", true)).isNotNull();
    assertThat(tokens).hasValue(2);

    good.set(99);
    assertThat(failure("/erp", true)).contains("401");
    assertThat(tokens).hasValue(3);

    assertThat(failure("/erp", false)).contains("401");
    assertThat(tokens).hasValue(3);
  }

  @Test
  void forgetsATokenWithTheVersionOfItsCredential() {
    oauth("/token");
    call("/echo", true);
    oauth("/token");
    call("/echo", true);

    assertThat(tokens).hasValue(2);
  }

  @Test
  void saysWhyThereIsNoTokenAndNothingElse() {
    oauth("/denied");
    assertThat(failure("/echo", true))
        .contains("invalid_client", "credential test erp")
        .doesNotContain(SECRET);

    tenant.with(
        "erp",
        CredentialKind.OAUTH2,
        Map.of(
            "tokenUrl", "https://169.254.169.254/token", "clientId", "c", "clientSecret", SECRET));
    assertThat(failure("/echo", true)).contains("not a public one");
    assertThat(place.seen()).hasSize(1);
  }

  @Test
  void asksForNoTokenForAnAddressThatMayNotBeCalled() {
    oauth("/token");
    ToolSpec inside =
        TestCredentials.tool(
            "HTTP_GET", Map.of("url", "https://10.0.0.7/debt", "credential", "erp"));

    ToolFailed failed =
        catchThrowableOfType(
            ToolFailed.class,
            () ->
                tenant
                    .types(http.types(tenant.store(), oauth))
                    .call(inside, TestCredentials.call(Map.of(), true)));

    assertThat(failed.failure().message()).contains("not a public one");
    assertThat(place.seen()).isEmpty();
  }

  @Test
  void keepsACredentialToItsOrigins() {
    tenant.with(
        "erp",
        CredentialKind.BEARER,
        Map.of("token", SECRET, "origins", List.of("https://erp.example")));
    assertThat(failure("/echo", true)).contains("is not for " + place.origin());
    assertThat(place.seen()).isEmpty();

    tenant.with(
        "erp", CredentialKind.BEARER, Map.of("token", SECRET, "origins", List.of(place.origin())));
    assertThat(call("/echo", true)).isNotNull();
  }

  @Test
  void isAFailureOfTheCallWhereTheStoreIsDown() {
    ToolTypes down =
        new ToolTypes(
            http.types(tenant.store(), oauth),
            _ -> {
              throw new IllegalStateException("the store is down");
            });

    ToolFailed failed =
        catchThrowableOfType(
            ToolFailed.class, () -> down.call(tool("/echo"), TestCredentials.call(Map.of(), true)));

    assertThat(failed.failure().called()).isFalse();
    assertThat(place.seen()).isEmpty();
  }

  @Test
  void refusesBeforeItCallsWhereTheTenantHasNone() {
    assertThat(failure("/echo", true)).contains("no credential `erp`", "credential add erp");
    tenant.with("erp", CredentialKind.TELEGRAM, Map.of("botToken", "1:a"));
    assertThat(failure("/echo", true)).contains("of the kind telegram");
    assertThat(place.seen()).isEmpty();
  }
}
