package dev.cadre.activities.tool.message;

import dev.cadre.activities.tool.CredentialStore;
import dev.cadre.activities.tool.HttpFailures;
import dev.cadre.activities.tool.HttpReply;
import dev.cadre.activities.tool.ToolCall;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.activities.tool.ToolType;
import dev.cadre.stores.credential.OpenCredential;
import dev.cadre.stores.tool.ToolNeeds;
import dev.cadre.workflows.credential.CredentialKind;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.tool.ToolSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code {to, text}} sends a message to a user of Telegram, and gives {@code {to, messageId}}. To
 * whom is said by the tenant's credential: another user is refused before anything is sent.
 */
public final class TelegramTool implements ToolType {

  private static final int LONGEST = 4_096;

  private static final Map<String, Object> CONFIGURATION =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of("credential", ToolNeeds.credential(CredentialKind.TELEGRAM)),
          "required",
          List.of("credential"),
          "additionalProperties",
          false);

  private final TelegramBot bot;
  private final CredentialStore credentials;

  public TelegramTool(TelegramBot bot, CredentialStore credentials) {
    this.bot = bot;
    this.credentials = credentials;
  }

  @Override
  public String name() {
    return "TELEGRAM_SEND";
  }

  @Override
  public Map<String, Object> configuration() {
    return CONFIGURATION;
  }

  @Override
  public Object call(ToolSpec tool, ToolCall call) {
    OpenCredential credential =
        credentials.get(
            call.tenant(),
            String.valueOf(tool.config().get("credential")),
            CredentialKind.TELEGRAM);
    long chat = chat(credential, call.arguments().get("to"));
    String text = text(call.arguments().get("text"));
    long start = System.nanoTime();
    try {
      HttpReply reply = bot.send(credential, chat, text, call.deadline());
      return sent(reply, chat, Duration.ofNanos(System.nanoTime() - start));
    } catch (IOException e) {
      throw HttpFailures.failed(e, false, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private static long chat(OpenCredential credential, @Nullable Object to) {
    String user =
        to instanceof Number number ? Long.toString(number.longValue()) : String.valueOf(to);
    if (!credential.texts("allowedUserIds").contains(user)) {
      throw ToolFailed.refused(
          "The credential "
              + credential.name()
              + " does not allow messages to that user; an admin names those that may get some in"
              + " its allowedUserIds.");
    }
    return Long.parseLong(user);
  }

  private static String text(@Nullable Object text) {
    if (text instanceof String known && !known.isBlank() && known.length() <= LONGEST) {
      return known;
    }
    throw ToolFailed.refused("The argument text must be a text of 1 to 4,096 characters.");
  }

  private static Object sent(HttpReply reply, long chat, Duration elapsed) {
    if (reply.status() == 200
        && reply.body() instanceof Map<?, ?> body
        && body.get("result") instanceof Map<?, ?> message
        && message.get("message_id") instanceof Number id) {
      return Map.of("to", chat, "messageId", id.longValue());
    }
    throw ToolFailed.called(
        FailureCategory.TOOL_FAILED,
        reply.status(),
        reply.retryAfter(),
        elapsed,
        switch (reply.status()) {
          case 401, 404 -> "Telegram does not know the bot: its token is wrong or was revoked.";
          case 400, 403 -> "Telegram refuses: the user has not started the bot, or blocks it.";
          case 429 -> "Telegram takes no more messages of this bot for now; nothing was sent.";
          default -> "Telegram answered " + reply.status() + ".";
        });
  }
}
