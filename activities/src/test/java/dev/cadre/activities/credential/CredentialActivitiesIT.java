package dev.cadre.activities.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.cadre.activities.TestPostgres;
import dev.cadre.activities.tool.OAuthTokens;
import dev.cadre.activities.tool.Place;
import dev.cadre.activities.tool.Place.Answer;
import dev.cadre.activities.tool.ToolHttp;
import dev.cadre.activities.tool.message.MailServer;
import dev.cadre.activities.tool.message.MailSettings;
import dev.cadre.activities.tool.message.TelegramBot;
import dev.cadre.activities.tool.message.TelegramSettings;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.credential.CredentialRead;
import dev.cadre.stores.credential.NewCredential;
import dev.cadre.stores.credential.TenantCredentials;
import dev.cadre.workflows.credential.CredentialKind;
import dev.cadre.workflows.credential.CredentialOutcome;
import dev.cadre.workflows.credential.TestCredential;
import dev.cadre.workflows.tenant.TenantId;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests of credentials from the sealed row to what is kept of them, against real servers. */
class CredentialActivitiesIT {

  private static final TenantId TENANT = TenantId.DEMO;
  private static final String CANARY = "canary-41ab";
  private static final TestPostgres SERVER = new TestPostgres();

  private final Map<String, Answer> answers = new HashMap<>();
  private final Place place =
      new Place((seen, _) -> answers.getOrDefault(seen.path(), Answer.json(404, "{}")));
  private final ToolHttp http = place.http();
  private final GreenMail mail =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private final TenantCredentials credentials =
      new TenantCredentials(SERVER.postgres(), SERVER.keys(), Clock.systemUTC());

  @AfterEach
  void stop() {
    mail.stop();
    http.close();
    place.close();
  }

  private CredentialOutcome tried(CredentialKind kind, Map<String, Object> fields) {
    String name = "c" + UUID.randomUUID().toString().substring(0, 18);
    credentials.add(TENANT, By.SYSTEM, new NewCredential(name, kind, fields)).block();
    CredentialActivities activities =
        new CredentialActivities(
            credentials,
            http,
            new OAuthTokens(http, Clock.systemUTC()),
            new TelegramBot(new TelegramSettings(URI.create(place.origin())), http),
            new MailServer(
                new MailSettings(
                    mail.isRunning() ? Set.of("127.0.0.1:" + mail.getSmtp().getPort()) : Set.of()),
                http.clock()));

    CredentialOutcome outcome = activities.test(new TestCredential(TENANT, name));

    CredentialRead kept = Objects.requireNonNull(credentials.one(TENANT, name).block());
    assertThat(kept.test()).isEqualTo(outcome);
    assertThat(kept.testedAt()).isNotNull();
    assertThat(outcome.message()).doesNotContain(CANARY);
    return outcome;
  }

  @Test
  void asksTelegramWhoTheBotIs() {
    Map<String, Object> bot = Map.of("botToken", "1:" + CANARY, "allowedUserIds", List.of(4711));
    assertThat(tried(CredentialKind.TELEGRAM, bot).message()).contains("does not know the bot");

    answers.put("/bot1:" + CANARY + "/getMe", Answer.json(200, "{\"ok\": true}"));
    assertThat(tried(CredentialKind.TELEGRAM, bot).passed()).isTrue();
  }

  @Test
  void searchesOnce() {
    Map<String, Object> own = Map.of("baseUrl", place.origin());
    assertThat(tried(CredentialKind.SEARXNG, own).passed()).isFalse();

    answers.put("/search?format=json&q=cadre", Answer.json(200, "{\"results\": [{}, {}]}"));
    assertThat(tried(CredentialKind.SEARXNG, own))
        .isEqualTo(new CredentialOutcome(true, "SearXNG answers, with 2 results."));
  }

  @Test
  void fetchesAToken() {
    Map<String, Object> client =
        Map.of("tokenUrl", place.origin() + "/token", "clientId", "cadre", "clientSecret", CANARY);
    answers.put("/token", Answer.json(400, "{\"error\": \"invalid_scope\"}"));
    assertThat(tried(CredentialKind.OAUTH2, client).message()).contains("400 (invalid_scope)");

    answers.put("/token", Answer.json(200, "{\"access_token\": \"" + CANARY + "\"}"));
    assertThat(tried(CredentialKind.OAUTH2, client).passed()).isTrue();
  }

  @Test
  void signsInAtTheMailServerAndSendsNothing() {
    mail.start();
    mail.setUser("robot@acme.com", "robot", CANARY);

    assertThat(tried(CredentialKind.SMTP, smtp(CANARY)).passed()).isTrue();
    assertThat(tried(CredentialKind.SMTP, smtp("other")).message())
        .contains("does not take user and password");
    assertThat(mail.getReceivedMessages()).isEmpty();
  }

  private Map<String, Object> smtp(String password) {
    return Map.of(
        "host",
        "127.0.0.1",
        "port",
        mail.getSmtp().getPort(),
        "from",
        "robot@acme.com",
        "security",
        "none",
        "user",
        "robot",
        "password",
        password);
  }

  @Test
  void opensWhatIsSealedAndSaysThatItIsUsed() {
    credentials
        .add(
            TENANT,
            By.SYSTEM,
            new NewCredential("used", CredentialKind.BEARER, Map.of("token", CANARY)))
        .block();

    assertThat(Objects.requireNonNull(credentials.open(TENANT, "used").block()).text("token"))
        .isEqualTo(CANARY);
    assertThat(Objects.requireNonNull(credentials.one(TENANT, "used").block()).lastUsedAt())
        .isNotNull();
    assertThat(credentials.open(new TenantId(UUID.randomUUID()), "used").blockOptional()).isEmpty();
  }
}
