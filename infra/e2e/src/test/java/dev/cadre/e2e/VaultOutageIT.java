package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.vault.FakeVault;
import dev.cadre.testkit.vault.SeenRequest;
import dev.cadre.testkit.vault.VaultFault;
import dev.cadre.workflows.runtime.WorkflowIds;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** F-14: the vault is sealed while plans run and nobody has a key in memory; and KEY-06. */
@Timeout(400)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultOutageIT {

  private static final String KEY = "/v1/transit/keys/t-" + TenantId.DEMO;
  private static final int PLANS = Soak.on() ? 30 : 10;
  private static final int ROTATED = Soak.on() ? 200 : 10;

  /** A step's own time goes on meanwhile. */
  private static final Duration AWAY = Duration.ofSeconds(Soak.on() ? 45 : 15);

  private static final String GATED =
      """
      name: decided under a sealed vault
      steps:
        - id: review
          kind: gate
          title: Publish?
      """;

  private final FakeVault vault = FakeVault.start();
  private final Random random = Soak.random();
  private Stack stack;

  @BeforeAll
  void start() throws IOException {
    Path token = Files.createTempFile("cadre-vault-", ".token");
    token.toFile().deleteOnExit();
    Files.writeString(token, vault.token(Duration.ofHours(1), true));
    stack =
        Stack.start(
            Map.of(
                "CADRE_VAULT_ADDRESS", vault.address().toString(),
                "CADRE_VAULT_TOKEN_FILE", token.toString()));
  }

  @AfterAll
  void stop() {
    if (stack != null) {
      stack.close();
    }
    vault.close();
  }

  @Test
  void plansOutliveASealedVault() {
    try (PlanLoad load = PlanLoad.on(stack, random)) {
      load.submit(PLANS);
      vault.fail(VaultFault.sealed());
      Instant crash = KeysForgotten.by(stack);
      Await.pause(AWAY);
      vault.heal();
      load.mustHaveCompleted(List.of(crash));
    }
    assertThat(vault.requests())
        .extracting(SeenRequest::path)
        .anyMatch(path -> path.contains("/decrypt/"));
    assertThat(stack.folder().log("worker")).contains("The key vault answers again");
  }

  /** An API that cannot seal a decision says so; the same decision is taken afterwards. */
  @Test
  void decisionsWaitForTheirKeys() {
    PlanRun plan = stack.requester().submit(GATED);
    JsonNode gate = plan.gate("review");
    vault.fail(VaultFault.sealed());
    stack.awaitAnother("api", stack.kill("api"));

    Door.Reply refused =
        Await.found("the API answers", Duration.ofSeconds(60), () -> decidedOnce(gate));
    assertThat(refused.status()).as(refused.text()).isEqualTo(503);
    assertThat(refused.code()).isEqualTo("KEYS_UNAVAILABLE");
    vault.heal();
    PlanRun.decide(stack.reviewer(), gate, "GO", null).expect(200);
    plan.await("COMPLETED");
  }

  private Optional<Door.Reply> decidedOnce(JsonNode gate) {
    String body = "{\"decision\": \"GO\", \"digest\": \"" + gate.path("digest").asString() + "\"}";
    try {
      return Optional.of(
          stack
              .reviewer()
              .once(
                  "POST",
                  PlanRun.decisions(gate),
                  body,
                  Map.of("Content-Type", "application/json")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** By the schedule that the API made, in the worker as it ships. */
  @Test
  void rotatesKeysUnderPlans() throws Exception {
    try (PlanLoad load = PlanLoad.on(stack, random)) {
      load.submit(ROTATED / 2);
      int version = rotated();
      stack.temporal("schedule", "trigger", "--schedule-id", WorkflowIds.KEY_ROTATION);
      load.submit(ROTATED / 2);
      Await.until("older versions are retired", Duration.ofSeconds(90), () -> minimum() == version);
      load.mustHaveCompleted(List.of());
    }
    assertThat(vault.requests()).extracting(SeenRequest::path).contains(KEY + "/trim");
  }

  /** As Vault's own rotation does. */
  private int rotated() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(vault.address().resolve(KEY + "/rotate"))
            .header("X-Vault-Token", vault.token(Duration.ofMinutes(1), false))
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return JsonMapper.shared().readTree(body).path("data").path("latest_version").asInt();
    }
  }

  /** The least version with which data keys may be wrapped. */
  private long minimum() {
    return Rows.number(
        stack,
        "select coalesce(max(minimum), 0) from keys.tenant_kek where tenant_id = '"
            + TenantId.DEMO
            + "'");
  }
}
