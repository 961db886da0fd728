package dev.cadre.activities.tool.message;

import dev.cadre.activities.tool.MailSockets;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.stores.credential.OpenCredential;
import dev.cadre.workflows.llm.FailureCategory;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** The mail server of a credential. */
public final class MailServer {

  private static final long CONNECT_MILLIS = 5_000;

  private final MailSettings settings;
  private final ScheduledExecutorService clock;
  private final SSLSocketFactory tls;

  /** Over a clock that ends what is late. */
  public MailServer(MailSettings settings, ScheduledExecutorService clock) {
    this(settings, clock, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  MailServer(MailSettings settings, ScheduledExecutorService clock, SSLSocketFactory tls) {
    this.settings = settings;
    this.clock = clock;
    this.tls = tls;
  }

  /** What is done while it is connected. */
  @FunctionalInterface
  interface Work<T> {

    T run(Session session, SMTPTransport transport) throws MessagingException;
  }

  /** Signs in and out, which does nothing. */
  public void greet(OpenCredential credential, Duration deadline) {
    try {
      connected(credential, deadline, (_, transport) -> transport.isConnected());
    } catch (MessagingException e) {
      throw ToolFailed.refused("The mail server broke the connection off.");
    }
  }

  /**
   * Does something with a connection that is signed in.
   *
   * @throws ToolFailed when none comes about: nothing was sent
   * @throws MessagingException what the work throws
   */
  <T> T connected(OpenCredential credential, Duration deadline, Work<T> work)
      throws MessagingException {
    String host = credential.text("host");
    int port = Integer.parseInt(credential.text("port"));
    boolean allowed = settings.allows(host, port);
    permitted(credential, host, port, allowed);
    MailSockets sockets = new MailSockets(allowed, tls);
    Session session = Session.getInstance(properties(credential, deadline, sockets));
    ScheduledFuture<?> watch =
        clock.schedule(sockets::abort, deadline.toMillis(), TimeUnit.MILLISECONDS);
    try (SMTPTransport transport = new SMTPTransport(session, null)) {
      connect(transport, credential, host, port);
      return work.run(session, transport);
    } finally {
      watch.cancel(false);
    }
  }

  private static void permitted(OpenCredential credential, String host, int port, boolean allowed) {
    boolean clear = credential.text("security").equals("none");
    if (!allowed && (clear || MailSockets.disguised(host))) {
      throw ToolFailed.refused(
          (clear ? "A mail server without encryption" : "An address written as a number")
              + " is not allowed; use starttls or tls, or have whoever runs this installation add "
              + host
              + ":"
              + port
              + " to the worker's CADRE_TOOLS_MAIL_ALLOW.");
    }
  }

  private static void connect(
      SMTPTransport transport, OpenCredential credential, String host, int port) {
    try {
      transport.connect(
          host, port, credential.textOrNull("user"), credential.textOrNull("password"));
    } catch (AuthenticationFailedException e) {
      throw ToolFailed.refused(
          "The mail server does not take user and password of the credential "
              + credential.name()
              + ".");
    } catch (MessagingException e) {
      throw unconnected(e, credential);
    }
  }

  private static ToolFailed unconnected(MessagingException e, OpenCredential credential) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof MailSockets.Forbidden) {
        return ToolFailed.refused(
            "The mail server of the credential "
                + credential.name()
                + " has no public address; whoever runs this installation may allow it: add its"
                + " host:port to the worker's CADRE_TOOLS_MAIL_ALLOW.");
      }
      if (cause instanceof ConnectException) {
        return ToolFailed.unreached(
            FailureCategory.TRANSPORT, true, "The mail server refused the connection.");
      }
    }
    return ToolFailed.unreached(
        FailureCategory.TOOL_FAILED,
        false,
        "No connection to the mail server came about: see its host, port and security in the"
            + " credential "
            + credential.name()
            + ".");
  }

  private static Properties properties(
      OpenCredential credential, Duration deadline, MailSockets sockets) {
    Properties properties = new Properties();
    String security = credential.text("security");
    String millis = Long.toString(Math.max(1, deadline.toMillis()));
    properties.put("mail.smtp.connectiontimeout", Long.toString(CONNECT_MILLIS));
    properties.put("mail.smtp.timeout", millis);
    properties.put("mail.smtp.auth", Boolean.toString(credential.textOrNull("user") != null));
    properties.put("mail.smtp.ssl.enable", Boolean.toString(security.equals("tls")));
    properties.put("mail.smtp.starttls.enable", Boolean.toString(security.equals("starttls")));
    properties.put("mail.smtp.starttls.required", Boolean.toString(security.equals("starttls")));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    properties.put("mail.smtp.socketFactory", sockets.plain());
    properties.put("mail.smtp.socketFactory.fallback", "false");
    properties.put("mail.smtp.ssl.socketFactory", sockets.tls());
    properties.put("mail.smtp.ssl.socketFactory.fallback", "false");
    properties.put("mail.smtp.sendpartial", "false");
    properties.put("mail.smtp.quitwait", "false");
    properties.put("mail.smtp.from", credential.text("from"));
    return properties;
  }
}
