package dev.cadre.api;

import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.REVIEWER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Decisions of a gate by the door, on a real Temporal server. */
class GateDecisionsIT {

  @RegisterExtension static final ApiWithTemporal with = ApiWithTemporal.start();
  private static final RunningApi api = with.api;

  @Test
  void countsFiftyEqualDecisionsOnceAndTellsRefusals() throws Exception {
    String plan = api.submit(REQUESTER, ApiWithTemporal.PLAN);
    with.running(plan);
    String gate = openGate(plan);
    ScriptedPlan.DECISIONS.set(0);
    String body = "{\"decision\": \"GO\", \"digest\": \"" + ScriptedPlan.DIGEST + "\"}";
    Set<String> answers = new HashSet<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> sent =
          IntStream.range(0, 50)
              .mapToObj(_ -> threads.submit(() -> decide(gate, REVIEWER, body)))
              .toList();
      for (Future<HttpResponse<String>> answer : sent) {
        assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(200);
        answers.add(answer.get().body());
      }
    }

    assertThat(answers).hasSize(1);
    assertThat(ScriptedPlan.DECISIONS).hasValue(1);
    HttpResponse<String> stale = decide(gate, REVIEWER, body.replace("sha256:0", "sha256:1"));
    assertThat(stale.statusCode()).isEqualTo(409);
    assertThat(tree(stale).path("code").asString()).isEqualTo("DIGEST_MISMATCH");
    String figure = "cadre_decisions_total{decision=\"GO\",outcome=\"%s\"}";
    assertThat(api.figure(figure.formatted("COUNTED"))).isEqualTo(50);
    assertThat(api.figure(figure.formatted("DIGEST_MISMATCH"))).isEqualTo(1);
    HttpResponse<String> unbound = decide(gate, REVIEWER, "{\"decision\": \"GO\"}");
    assertThat(unbound.statusCode()).isEqualTo(400);
    assertThat(tree(unbound).path("code").asString()).isEqualTo("DIGEST_REQUIRED");
    HttpResponse<String> empty =
        decide(gate, REVIEWER, "{\"decision\": \"ADJUST\", \"digest\": \"d\", \"why\": 1}");
    assertThat(tree(empty).path("problems").get(0).path("pointer").asString()).isEqualTo("/why");
    var shown = tree(api.get("/v1/gates/" + gate, REVIEWER));
    assertThat(shown.path("title").asString()).isEqualTo("Publish?");
    assertThat(shown.path("requester").asString()).isEqualTo("requester");
    assertThat(shown.path("warning").isNull()).isTrue();
    assertThat(shown.path("show").get(0).path("output").asString()).isEqualTo("Hello there.");
    assertThat(tree(api.get("/v1/gates?status=open&plan=" + plan, REVIEWER)).path("items").size())
        .isEqualTo(1);
    api.sql("update gate set status = 'CLOSED', outcome = 'APPROVED' where id = '" + gate + "'");
    assertThat(tree(decide(gate, REVIEWER, body)).path("code").asString()).isEqualTo("GATE_CLOSED");
  }

  @Test
  void saysWhyNobodyCanDecideAGateAndWhatToDo() {
    String plan = api.submit(REVIEWER, ApiWithTemporal.PLAN);
    with.running(plan);
    String gate = openGate(plan);

    String warning = tree(api.get("/v1/gates/" + gate, REVIEWER)).path("warning").asString("none");
    assertThat(warning).contains("`reviewer`", "`fourEyes: false`", "`requester`");
    HttpResponse<String> refused =
        decide(
            gate,
            REVIEWER,
            "{\"decision\": \"GO\", \"digest\": \""
                + ScriptedPlan.DIGEST
                + "\", \"comment\": \"own\"}");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(tree(refused).path("code").asString()).isEqualTo("FOUR_EYES");
    assertThat(tree(refused).path("detail").asString()).isEqualTo("Not your own plan. " + warning);
  }

  private static HttpResponse<String> decide(String gate, String token, String body) {
    return api.post("/v1/gates/" + gate + "/decisions", token, "application/json", body);
  }

  /** What the bookkeeping writes when a gate opens. */
  private static String openGate(String plan) {
    UUID gate = UUID.fromString("01900000-0000-7000-8000-" + plan.substring(24));
    ScopeKey key = api.context.getBean(ScopeKeys.class).of(PlanId.of(plan)).block();
    String result =
        """
        insert into step_result (tenant_id, plan_id, step_id, occurrence, origin, sha256, size, value)
        values ($1, $2, 'draft', 1, 'attempt', 'x', 14, $3)\
        """;
    String row =
        """
        insert into gate (tenant_id, id, plan_id, step_id, occurrence, status, title, options, shown,
          digest, roles, quorum, four_eyes, opened_at)
        values ($1, $2, $3, 'review', 1, 'OPEN', $4, $5,
          '[{"step": "draft", "occurrence": 1, "sha256": "x"}]', $6, '{reviewer}', 1, true, now())\
        """;
    api.context
        .getBean(Postgres.class)
        .inTenant(
            TenantId.DEMO,
            db ->
                db.sql(result)
                    .bind(0, TenantId.DEMO.value())
                    .bind(1, UUID.fromString(plan))
                    .bind(2, key.sealText(Places.STEP_RESULT_VALUE, "\"Hello there.\""))
                    .then()
                    .then(
                        db.sql(row)
                            .bind(0, TenantId.DEMO.value())
                            .bind(1, gate)
                            .bind(2, UUID.fromString(plan))
                            .bind(3, key.sealText(Places.GATE_TITLE, "Publish?"))
                            .bind(4, key.seal(Places.GATE_OPTIONS, Json.bytes(List.of())))
                            .bind(5, ScriptedPlan.DIGEST)
                            .then()))
        .block();
    return gate.toString();
  }
}
