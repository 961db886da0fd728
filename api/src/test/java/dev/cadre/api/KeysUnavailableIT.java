package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cadre.testkit.vault.FakeVault;
import dev.cadre.testkit.vault.VaultFault;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** The API as it ships, with its keys in a vault that fails, and without a master key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeysUnavailableIT {

  private final FakeVault vault = FakeVault.start();
  private final RunningApi api = start();

  private RunningApi start() {
    try {
      Path token = Files.createTempFile("cadre-vault-", ".token");
      token.toFile().deleteOnExit();
      Files.writeString(token, vault.token(Duration.ofHours(1), true));
      return new RunningApi(
              "127.0.0.1:1",
              "--cadre.vault.address=" + vault.address(),
              "--cadre.vault.token-file=" + token,
              "--cadre.vault.timeout=1s")
          .migrated()
          .withWorker();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void heal() throws InterruptedException {
    vault.heal();
    // The breaker's pause.
    Thread.sleep(2_100);
  }

  @AfterAll
  void close() throws Exception {
    api.close();
    vault.close();
  }

  private HttpResponse<String> submit() {
    return api.post("/v1/plans", REQUESTER, "application/json", ApiWithTemporal.PLAN);
  }

  @Test
  void answersThatKeysAreUnavailableAndKeepsNothing() {
    long plans = api.count("plan");
    vault.fail(VaultFault.sealed());

    HttpResponse<String> answer = submit();

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(tree(answer).path("code").asString()).isEqualTo("KEYS_UNAVAILABLE");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
    assertThat(api.count("plan")).isEqualTo(plans);
  }

  @Test
  void readsWhatItHasTheKeyOf() {
    String plan = api.submit(REQUESTER, ApiWithTemporal.PLAN);
    vault.fail(VaultFault.slow(Duration.ofSeconds(5)));

    assertThat(api.get("/v1/plans/" + plan, REQUESTER).body()).contains("secret-name");
    assertThat(submit().statusCode()).isEqualTo(503);
  }

  @Test
  void takesPlansAgainWhenTheVaultIsBack() throws InterruptedException {
    vault.fail(VaultFault.forbidden());
    assertThat(submit().statusCode()).isEqualTo(503);
    heal();
    assertThat(submit().statusCode()).isEqualTo(201);
  }

  @Test
  void signsTheAuditLogByTheVaultAlsoAfterARotation() {
    submit();
    JsonNode before = verified();
    vault.rotate("cadre-signing");
    submit();
    JsonNode after = verified();

    assertThat(after.path("covered").asLong()).isGreaterThan(before.path("covered").asLong());
    assertThat(tree(api.get("/v1/audit/keys", OWNER)).path("items").valueStream())
        .extracting(key -> key.path("keyId").asString())
        .containsExactly("cadre-signing-v1", "cadre-signing-v2");
    JsonNode newest = tree(api.get("/v1/audit/heads?limit=1", OWNER)).path("items").get(0);
    assertThat(newest.path("keyId").asString()).isEqualTo("cadre-signing-v2");
  }

  /** An export links and signs all that stands. */
  private JsonNode verified() {
    assertThat(api.get("/v1/audit/export", OWNER).statusCode()).isEqualTo(200);
    JsonNode report = tree(api.post("/v1/audit:verify", OWNER, "application/json", ""));
    assertThat(report.path("ok").asBoolean()).as(report.toString()).isTrue();
    return report;
  }

  @Test
  void tellsWhereRequestsCameFromAlsoWhileTheVaultIsAway() {
    // Where the vault was away from the start on, it is asked again after a while only.
    await().atMost(Duration.ofSeconds(20)).until(() -> sourceOfADenial().length() == 64);
    String known = sourceOfADenial();
    vault.fail(VaultFault.sealed());

    assertThat(sourceOfADenial()).isEqualTo(known);
  }

  private String sourceOfADenial() {
    assertThat(api.get("/v1/tenants", REQUESTER).statusCode()).isEqualTo(403);
    return tree(api.get("/v1/audit?action=access.route&limit=1", OWNER))
        .path("items")
        .get(0)
        .path("source")
        .asString("");
  }
}
