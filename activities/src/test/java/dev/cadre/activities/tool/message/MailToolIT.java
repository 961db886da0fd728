package dev.cadre.activities.tool.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.icegreen.greenmail.util.DummySSLSocketFactory;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.cadre.activities.tool.TestCredentials;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.workflows.credential.CredentialKind;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.tool.ToolSpec;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail to a real SMTP server. */
class MailToolIT {

  private static final String PASSWORD = "canary password";

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final GreenMail mail =
      new GreenMail(
          new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
          });
  private final TestCredentials tenant = new TestCredentials();
  private int clear;
  private int secured;

  @TempDir static Path folder;

  /** A certificate of the address that the server has. */
  @BeforeAll
  static void certify() throws IOException, InterruptedException {
    Path store = MailCertificate.in(folder).file();
    System.setProperty("greenmail.tls.keystore.file", store.toString());
    System.setProperty("greenmail.tls.keystore.password", MailCertificate.PASSWORD);
  }

  @AfterAll
  static void forget() {
    System.clearProperty("greenmail.tls.keystore.file");
    System.clearProperty("greenmail.tls.keystore.password");
  }

  @BeforeEach
  void start() {
    mail.start();
    mail.setUser("robot@acme.com", "robot", PASSWORD);
    clear = mail.getSmtp().getPort();
    secured = mail.getSmtps().getPort();
    credential(clear, "none", PASSWORD);
  }

  @AfterEach
  void stop() {
    mail.stop();
    clock.shutdownNow();
  }

  private void credential(int port, String security, String password) {
    tenant.with(
        "mail",
        CredentialKind.SMTP,
        Map.of(
            "host",
            "127.0.0.1",
            "port",
            port,
            "from",
            "robot@acme.com",
            "security",
            security,
            "user",
            "robot",
            "password",
            password));
  }

  private MailTool tool(Set<String> allow) {
    return new MailTool(
        new MailServer(new MailSettings(allow), clock, new DummySSLSocketFactory()),
        tenant.store());
  }

  private Set<String> allowed() {
    return Set.of("127.0.0.1:" + clear, "127.0.0.1:" + secured);
  }

  private Object send(Set<String> allow, Map<String, Object> more) {
    Map<String, Object> arguments = new HashMap<>();
    arguments.put("to", "ann@acme.com");
    arguments.put("subject", "Größe");
    arguments.put("text", "Grüße,\nCadre");
    arguments.putAll(more);
    ToolSpec spec =
        TestCredentials.tool(
            "MAIL_SEND",
            Map.of("credential", "mail", "recipients", List.of("@acme.com", "bob@other.org")));
    return tenant.types(List.of(tool(allow))).call(spec, TestCredentials.call(arguments, false));
  }

  private AttemptFailure failure(Set<String> allow, Map<String, Object> more) {
    return catchThrowableOfType(ToolFailed.class, () -> send(allow, more)).failure();
  }

  @Test
  void sendsAMailThatSaysWhoItIsFromAndTheSameIdEachTime() throws Exception {
    Object sent = send(allowed(), Map.of("to", List.of("ann@acme.com", "bob@other.org")));
    send(allowed(), Map.of());

    MimeMessage[] received = mail.getReceivedMessages();
    assertThat(received).hasSize(3);
    MimeMessage first = received[0];
    assertThat(first.getSubject()).isEqualTo("Größe");
    assertThat(first.getFrom()[0]).hasToString("robot@acme.com");
    assertThat(first.getContent().toString().strip()).isEqualTo("Grüße,\r\nCadre");
    assertThat(first.getMessageID()).endsWith("@acme.com>").isEqualTo(received[2].getMessageID());
    assertThat(((Map<?, ?>) sent).get("messageId")).isEqualTo(first.getMessageID());
    assertThat(sent.toString()).doesNotContain("canary");
  }

  @Test
  void speaksTls() {
    credential(secured, "tls", PASSWORD);

    send(Set.of("127.0.0.1:" + secured), Map.of());

    assertThat(mail.getReceivedMessages()).hasSize(1);
  }

  @Test
  void sendsNothingToAServerWithTheCertificateOfAnother() {
    tenant.with(
        "mail",
        CredentialKind.SMTP,
        Map.of(
            "host",
            "localhost",
            "port",
            secured,
            "from",
            "robot@acme.com",
            "security",
            "tls",
            "user",
            "robot",
            "password",
            PASSWORD));

    assertThat(failure(Set.of("localhost:" + secured), Map.of()).message())
        .contains("No connection");
    assertThat(mail.getReceivedMessages()).isEmpty();
  }

  @Test
  void refusesRecipientsAndHeadersThatAreNotAllowed() {
    assertThat(failure(allowed(), Map.of("to", "eve@evil.org")).message())
        .contains("does not write to that address");
    assertThat(failure(allowed(), Map.of("to", "ann@acme.com, eve@evil.org")).message())
        .contains("one e-mail address");
    assertThat(failure(allowed(), Map.of("to", "ann@acme.com.evil.org")).message())
        .contains("does not write");
    assertThat(failure(allowed(), Map.of("subject", "Hi\r\nBcc: eve@evil.org")).message())
        .contains("one line");
    assertThat(mail.getReceivedMessages()).isEmpty();
  }

  @Test
  void goesToPublicServersWithEncryptionOnlyUnlessTheOperatorAllowsMore() {
    assertThat(failure(Set.of(), Map.of()).message())
        .contains("without encryption", "CADRE_TOOLS_MAIL_ALLOW");
    credential(clear, "starttls", PASSWORD);
    assertThat(failure(Set.of(), Map.of()).message()).contains("no public address");
    assertThat(mail.getReceivedMessages()).isEmpty();
  }

  @Test
  void neverGoesOnInClearWhereEncryptionIsAskedFor() {
    credential(clear, "starttls", PASSWORD);

    assertThat(failure(allowed(), Map.of()).message()).contains("No connection");
    assertThat(mail.getReceivedMessages()).isEmpty();
  }

  @Test
  void saysWhoWasNotLetInAndNeverThePassword() {
    credential(clear, "none", "wrong canary");
    AttemptFailure failure = failure(allowed(), Map.of());
    assertThat(failure.message()).contains("does not take user and password");
    assertThat(failure.message()).doesNotContain("canary");

    mail.stop();
    AttemptFailure refused = failure(allowed(), Map.of());
    assertThat(refused.category()).isEqualTo(FailureCategory.TRANSPORT);
    assertThat(refused.refused()).isTrue();
  }
}
