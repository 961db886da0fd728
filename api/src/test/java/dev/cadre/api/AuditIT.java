package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.REVIEWER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cadre.stores.runtime.Json;
import dev.cadre.testkit.key.TestKeys;
import dev.cadre.workflows.audit.AuditReport;
import dev.cadre.workflows.audit.AuditVerifier;
import dev.cadre.workflows.audit.VerificationKey;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The audit log at the doors, and its upkeep in the background. */
class AuditIT {

  private static final String JSON = "application/json";
  private static final Path FOLDER = TestKeys.master().resolveSibling("heads");

  @RegisterExtension static final RunningApi api = start();

  private static RunningApi start() {
    try {
      return new RunningApi(
              "127.0.0.1:1", "--cadre.audit.heads-folder=" + FOLDER, "--cadre.audit.sign-every=1s")
          .migrated()
          .withWorker();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode audit(String query) {
    HttpResponse<String> answer = api.get("/v1/audit" + query, OWNER);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return tree(answer);
  }

  private static void order(String plan, String order) {
    api.post("/v1/plans/" + plan + ":" + order, REVIEWER, JSON, "");
  }

  private static List<String> actions(JsonNode page) {
    return page.path("items").valueStream().map(e -> e.path("action").asString()).toList();
  }

  @Test
  void listsWhatWasDoneNewestFirst() {
    Instant before = Instant.now();
    String plan = api.submit(REQUESTER, DoorsIT.PLAN);
    order(plan, "pause");
    order(plan, "resume");

    JsonNode all = audit("?object=" + plan);
    assertThat(actions(all)).containsExactly("plan.resume", "plan.pause", "plan.submit");
    JsonNode submitted = all.path("items").get(2);
    assertThat(submitted.path("actor").asString()).isEqualTo("requester");
    assertThat(submitted.path("actorKind").asString()).isEqualTo("PERSON");
    assertThat(submitted.path("outcome").asString()).isEqualTo("DONE");
    assertThat(submitted.path("objectKind").asString()).isEqualTo("plan");
    assertThat(submitted.path("seq").asLong()).isPositive();
    assertThat(submitted.path("data").path("steps").asInt()).isPositive();

    JsonNode first = audit("?limit=2&object=" + plan);
    assertThat(first.path("items")).hasSize(2);
    assertThat(
            actions(audit("?limit=2&object=" + plan + "&cursor=" + first.path("next").asString())))
        .containsExactly("plan.submit");
    assertThat(all.path("next").isNull()).isTrue();
    assertThat(actions(audit("?actor=requester&object=" + plan))).containsExactly("plan.submit");
    assertThat(actions(audit("?action=plan.p&object=" + plan))).containsExactly("plan.pause");
    assertThat(actions(audit("?outcome=denied&object=" + plan))).isEmpty();
    assertThat(actions(audit("?from=" + before + "&object=" + plan))).hasSize(3);
    assertThat(actions(audit("?to=" + before + "&object=" + plan))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?outcome=maybe",
        "?from=yesterday",
        "?to=2026-13-01T00:00:00Z",
        "?limit=0",
        "?cursor=x",
        "/heads?cursor=x",
        "/heads?limit=201"
      })
  void refusesParametersThatAreNone(String query) {
    HttpResponse<String> answer = api.get("/v1/audit" + query, OWNER);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(tree(answer).path("code").asString()).isEqualTo("INVALID_PARAMETER");
  }

  @Test
  void linksSignsAndExportsWithoutBeingAsked() throws IOException {
    api.submit(REQUESTER, DoorsIT.PLAN);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            api.count("audit_unlinked") == 0
                && api.count(
                        """
                        audit_head where size = (select max(seq) from audit_link)\
                        """)
                    == 1);
    Path exported = FOLDER.resolve(TenantId.DEMO + ".ndjson");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            Files.exists(exported)
                && Files.readAllLines(exported).size() == api.count("audit_head"));
    JsonNode heads = tree(api.get("/v1/audit/heads?limit=1", OWNER));
    assertThat(heads.path("items").get(0).path("keyId").asString())
        .isEqualTo(keys().getFirst().keyId());
    assertThat(Files.readString(exported))
        .contains(heads.path("items").get(0).path("signature").asString());
  }

  private static List<VerificationKey> keys() {
    List<VerificationKey> keys = new ArrayList<>();
    for (JsonNode key : tree(api.get("/v1/audit/keys", OWNER)).path("items")) {
      keys.add(VerificationKey.read(object(key.toString())));
    }
    return keys;
  }

  private static Map<String, Object> object(String json) {
    return Json.object(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void exportsWhatAnybodyCanVerify() {
    String plan = api.submit(REQUESTER, DoorsIT.PLAN);
    HttpResponse<String> export = api.get("/v1/audit/export", OWNER);
    assertThat(export.statusCode()).isEqualTo(200);
    assertThat(export.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/x-ndjson");

    AuditReport report = verified(export.body());
    assertThat(report.findings()).isEmpty();
    assertThat(report.remarks()).isEmpty();
    assertThat(report.entries()).isPositive().isEqualTo(report.covered());
    assertThat(export.body()).contains("\"objectId\":\"" + plan + "\"");

    AuditReport edited = verified(export.body().replace(plan, "p2"));
    assertThat(edited.ok()).isFalse();
  }

  private static AuditReport verified(String export) {
    var verifier = new AuditVerifier(keys());
    export.lines().map(AuditIT::object).forEach(verifier::line);
    return verifier.report();
  }

  @Test
  void saysWhatIsWrongWithTheLogHere() {
    String plan = api.submit(REQUESTER, DoorsIT.PLAN);
    JsonNode whole = tree(api.post("/v1/audit:verify", OWNER, JSON, ""));
    assertThat(whole.path("ok").asBoolean()).as("%s", whole).isTrue();
    assertThat(whole.path("entries").asLong()).isPositive();

    api.sql("update audit_event set actor = 'other' where object_id = '" + plan + "'");
    JsonNode edited = tree(api.post("/v1/audit:verify", OWNER, JSON, ""));
    api.sql("update audit_event set actor = 'requester' where object_id = '" + plan + "'");

    assertThat(edited.path("ok").asBoolean()).isFalse();
    assertThat(edited.path("findings")).hasSize(1);
    assertThat(edited.path("findings").get(0).path("kind").asString()).isEqualTo("EDITED");
    assertThat(edited.path("findings").get(0).path("sentence").asString())
        .contains("does not have the hash");
  }
}
