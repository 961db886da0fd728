package dev.cadre.activities.credential;

import dev.cadre.activities.tool.HttpFailures;
import dev.cadre.activities.tool.HttpReply;
import dev.cadre.activities.tool.OAuthTokens;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.activities.tool.ToolHttp;
import dev.cadre.activities.tool.message.MailServer;
import dev.cadre.activities.tool.message.TelegramBot;
import dev.cadre.activities.tool.web.SearxNg;
import dev.cadre.stores.credential.OpenCredential;
import dev.cadre.stores.credential.TenantCredentials;
import dev.cadre.workflows.credential.CredentialOutcome;
import dev.cadre.workflows.credential.CredentialTrial;
import dev.cadre.workflows.credential.TestCredential;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Calls whom a credential is for: a token, a bot's name, a sign-in, a search; nothing is sent. */
public final class CredentialActivities implements CredentialTrial {

  private static final Duration DEADLINE = Duration.ofSeconds(12);
  private static final Duration STORE = Duration.ofSeconds(5);

  private final TenantCredentials credentials;
  private final ToolHttp http;
  private final OAuthTokens tokens;
  private final TelegramBot bot;
  private final MailServer mail;

  public CredentialActivities(
      TenantCredentials credentials,
      ToolHttp http,
      OAuthTokens tokens,
      TelegramBot bot,
      MailServer mail) {
    this.credentials = credentials;
    this.http = http;
    this.tokens = tokens;
    this.bot = bot;
    this.mail = mail;
  }

  @Override
  public CredentialOutcome test(TestCredential test) {
    OpenCredential credential = credentials.open(test.tenant(), test.name()).block(STORE);
    if (credential == null) {
      return new CredentialOutcome(false, "It was deleted meanwhile.");
    }
    CredentialOutcome outcome = outcome(test.tenant(), credential);
    credentials
        .tested(test.tenant(), credential.name(), credential.version(), outcome)
        .block(STORE);
    return outcome;
  }

  private CredentialOutcome outcome(TenantId tenant, OpenCredential credential) {
    long start = System.nanoTime();
    try {
      return new CredentialOutcome(true, tried(tenant, credential));
    } catch (ToolFailed e) {
      return new CredentialOutcome(false, e.failure().message());
    } catch (IOException e) {
      return new CredentialOutcome(
          false,
          HttpFailures.failed(e, true, Duration.ofNanos(System.nanoTime() - start))
              .failure()
              .message());
    }
  }

  private String tried(TenantId tenant, OpenCredential credential) throws IOException {
    return switch (credential.kind()) {
      case OAUTH2 -> {
        tokens.fresh(tenant, credential, DEADLINE);
        yield "The token URL gave a token.";
      }
      case TELEGRAM -> telegram(bot.me(credential, DEADLINE));
      case SMTP -> {
        mail.greet(credential, DEADLINE);
        yield "The mail server let the user in.";
      }
      case SEARXNG ->
          "SearXNG answers, with "
              + SearxNg.of(credential).search(http, Map.of("q", "cadre"), DEADLINE).size()
              + " results.";
      case API_KEY, BEARER, BASIC ->
          throw ToolFailed.refused(
              "It says nothing of where it is used; try a tool that names it.");
    };
  }

  private static String telegram(HttpReply reply) {
    if (reply.status() == 200) {
      return "Telegram knows the bot.";
    }
    throw ToolFailed.refused(
        reply.status() == 401 || reply.status() == 404
            ? "Telegram does not know the bot: its token is wrong or was revoked."
            : "Telegram answered " + reply.status() + ".");
  }
}
