package dev.cadre.activities.tool.message;

import dev.cadre.activities.tool.CredentialStore;
import dev.cadre.activities.tool.ToolCall;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.activities.tool.ToolType;
import dev.cadre.stores.credential.OpenCredential;
import dev.cadre.stores.tool.ToolNeeds;
import dev.cadre.workflows.credential.CredentialKind;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.tool.ToolSpec;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * {@code {to, subject, text}} sends a mail, to one address or to several, and gives {@code {to,
 * messageId}}. Where the configuration lists {@code recipients}, others are refused before anything
 * is sent; a tool that models may ask for has to.
 */
public final class MailTool implements ToolType {

  private static final String BROKEN =
      "The connection to the mail server broke; the mail may or may not have been sent.";

  private static final Map<String, Object> CONFIGURATION =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of(
              "credential",
              ToolNeeds.credential(CredentialKind.SMTP),
              "recipients",
              Map.of(
                  "type",
                  "array",
                  "minItems",
                  1,
                  "maxItems",
                  500,
                  "items",
                  Map.of("type", "string", "pattern", "^[^\\s@]*@[A-Za-z0-9.-]+$"))),
          "required",
          List.of("credential"),
          "additionalProperties",
          false);

  private final MailServer server;
  private final CredentialStore credentials;

  public MailTool(MailServer server, CredentialStore credentials) {
    this.server = server;
    this.credentials = credentials;
  }

  @Override
  public String name() {
    return "MAIL_SEND";
  }

  @Override
  public Map<String, Object> configuration() {
    return CONFIGURATION;
  }

  /** A model never writes to whom it likes. */
  @Override
  public Map<String, Object> offeredConfiguration() {
    Map<String, Object> stricter = new LinkedHashMap<>(CONFIGURATION);
    stricter.put("required", List.of("credential", "recipients"));
    return stricter;
  }

  @Override
  public Object call(ToolSpec tool, ToolCall call) {
    MailLetter letter = MailLetter.of(tool, call.arguments());
    OpenCredential credential =
        credentials.get(
            call.tenant(), String.valueOf(tool.config().get("credential")), CredentialKind.SMTP);
    String id = "<" + CanonicalJson.sha256(call.idempotencyKey()) + "@" + domain(credential) + ">";
    send(letter, credential, id, call.deadline());
    return Map.of("to", letter.to(), "messageId", id);
  }

  private void send(MailLetter letter, OpenCredential credential, String id, Duration deadline) {
    long start = System.nanoTime();
    try {
      server.connected(
          credential,
          deadline,
          (session, transport) ->
              sent(transport, message(session, letter, credential, id), letter));
    } catch (SMTPSendFailedException e) {
      // A code below stands for an answer that never came.
      throw e.getReturnCode() > 0
          ? called(FailureCategory.TOOL_FAILED, start, answered(e.getReturnCode()))
          : called(FailureCategory.OUTCOME_UNKNOWN, start, BROKEN);
    } catch (SendFailedException e) {
      throw called(
          FailureCategory.TOOL_FAILED,
          start,
          "The mail server does not take one of the addresses; nothing was sent.");
    } catch (MessagingException e) {
      throw called(FailureCategory.OUTCOME_UNKNOWN, start, BROKEN);
    }
  }

  private static boolean sent(SMTPTransport transport, MimeMessage message, MailLetter letter)
      throws MessagingException {
    transport.sendMessage(message, letter.addresses());
    return true;
  }

  /** The same id for each try, so that who gets it twice sees it once. */
  private static MimeMessage message(
      Session session, MailLetter letter, OpenCredential credential, String id)
      throws MessagingException {
    MimeMessage message =
        new MimeMessage(session) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
          }
        };
    message.setFrom(new InternetAddress(credential.text("from"), true));
    message.setRecipients(jakarta.mail.Message.RecipientType.TO, letter.addresses());
    message.setSubject(letter.subject(), StandardCharsets.UTF_8.name());
    message.setText(letter.text(), StandardCharsets.UTF_8.name());
    message.setHeader(
        "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    message.setHeader("Auto-Submitted", "auto-generated");
    message.saveChanges();
    return message;
  }

  private static String domain(OpenCredential credential) {
    String from = credential.text("from");
    return from.substring(from.lastIndexOf('@') + 1);
  }

  private static String answered(int code) {
    return "The mail server answered "
        + code
        + (code == 550 || code == 553
            ? ": it does not take one of the addresses; nothing was sent."
            : "; nothing was sent.");
  }

  private static ToolFailed called(FailureCategory category, long start, String message) {
    return ToolFailed.called(
        category, null, null, Duration.ofNanos(System.nanoTime() - start), message);
  }
}
