package dev.cadre.activities.tool.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.icegreen.greenmail.util.DummySSLSocketFactory;
import dev.cadre.activities.tool.TestCredentials;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.workflows.credential.CredentialKind;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail that begins in clear and goes on encrypted, and what becomes of it when that breaks. */
class MailStartTlsIT {

  @TempDir static Path folder;

  private static MailCertificate certificate;

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  @BeforeAll
  static void certify() throws Exception {
    certificate = MailCertificate.in(folder);
  }

  @AfterEach
  void stop() {
    clock.shutdownNow();
  }

  private Object send(StartTlsServer server) {
    TestCredentials tenant =
        new TestCredentials()
            .with(
                "post",
                CredentialKind.SMTP,
                Map.of(
                    "host",
                    "127.0.0.1",
                    "port",
                    server.port(),
                    "from",
                    "robot@acme.com",
                    "security",
                    "starttls",
                    "user",
                    "robot",
                    "password",
                    "canary"));
    MailServer mail =
        new MailServer(
            new MailSettings(Set.of("127.0.0.1:" + server.port())),
            clock,
            new DummySSLSocketFactory());
    return tenant
        .types(List.of(new MailTool(mail, tenant.store())))
        .call(
            TestCredentials.tool("MAIL_SEND", Map.of("credential", "post")),
            TestCredentials.call(
                Map.of("to", "ann@acme.com", "subject", "Hi", "text", "There"), false));
  }

  private AttemptFailure failure(StartTlsServer server) {
    return catchThrowableOfType(ToolFailed.class, () -> send(server)).failure();
  }

  @Test
  void showsThePasswordOnlyOnceItIsEncrypted() throws Exception {
    try (var server = new StartTlsServer(certificate.context(), StartTlsServer.Fault.NONE)) {
      assertThat(send(server)).isNotNull();
      assertThat(server.heard())
          .startsWith("EHLO", "STARTTLS", "tls EHLO", "tls AUTH", "tls MAIL", "tls RCPT")
          .contains("tls DATA");
    }
  }

  @Test
  void saysThatNothingWasSentWhereNobodyIsKnown() throws Exception {
    try (var server =
        new StartTlsServer(certificate.context(), StartTlsServer.Fault.UNKNOWN_RECIPIENT)) {
      AttemptFailure failure = failure(server);
      assertThat(failure.category()).isEqualTo(FailureCategory.TOOL_FAILED);
      assertThat(failure.message()).contains("nothing was sent");
      assertThat(server.heard()).doesNotContain("tls DATA");
    }
  }

  @Test
  void doesNotKnowWhatBecameOfAMailWhoseAnswerIsLost() throws Exception {
    try (var server = new StartTlsServer(certificate.context(), StartTlsServer.Fault.CUT)) {
      assertThat(failure(server).category()).isEqualTo(FailureCategory.OUTCOME_UNKNOWN);
    }
  }
}
