package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** F-14 on a real Vault or OpenBao, which must be the test's own: it is sealed and unsealed. */
@Timeout(400)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfEnvironmentVariable(
    named = "VAULT_UNSEAL_KEY",
    matches = ".+",
    disabledReason = "no real Vault: set VAULT_ADDR, VAULT_TOKEN and VAULT_UNSEAL_KEY to seal one")
class RealVaultOutageIT {

  private static final int PLANS = Soak.on() ? 30 : 10;
  private static final Duration AWAY = Duration.ofSeconds(Soak.on() ? 300 : 15);

  private Stack stack;

  @BeforeAll
  void start() throws IOException, InterruptedException {
    Path token = Files.createTempFile("cadre-vault-", ".token");
    token.toFile().deleteOnExit();
    Files.writeString(token, setting("VAULT_TOKEN"));
    ask("sys/mounts/transit", "{\"type\": \"transit\"}");
    stack =
        Stack.start(
            Map.of(
                "CADRE_VAULT_ADDRESS",
                setting("VAULT_ADDR"),
                "CADRE_VAULT_TOKEN_FILE",
                token.toString()));
  }

  @AfterAll
  void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void plansOutliveASealedVault() throws IOException, InterruptedException {
    try (PlanLoad load = PlanLoad.on(stack, Soak.random())) {
      load.submit(PLANS);
      assertThat(ask("sys/seal", "{}")).isEqualTo(204);
      Instant crash = KeysForgotten.by(stack);
      Await.pause(AWAY);
      String key = "{\"key\": \"" + setting("VAULT_UNSEAL_KEY") + "\"}";
      assertThat(ask("sys/unseal", key)).isEqualTo(200);
      load.mustHaveCompleted(List.of(crash));
    }
    assertThat(stack.folder().log("worker")).contains("The key vault answers again");
  }

  private static String setting(String name) {
    return Objects.requireNonNull(System.getenv(name), name);
  }

  private static int ask(String path, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(setting("VAULT_ADDR") + "/v1/" + path))
            .header("X-Vault-Token", setting("VAULT_TOKEN"))
            .PUT(BodyPublishers.ofString(body))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }
}
