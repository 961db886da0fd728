package dev.cadre.api;

import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.REVIEWER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.plan.PlanBookStore;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.tenant.TenantId;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Answers that help on: pages for browsers, warnings, and the gate that took another's place. */
class AnswersIT {

  private static final String JSON = "application/json";
  private static final String BROWSER =
      "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
  private static final String PLAN =
      """
      {"name": "asks", "steps": [{"id": "review", "kind": "gate", "title": "Fine?"%s}]}
      """;

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  private static HttpResponse<String> browse(String path) {
    return api.send(api.request(path, null).header("Accept", BROWSER).GET());
  }

  @Test
  void tellsABrowserHowToSignIn() {
    HttpResponse<String> page = browse("/docs");

    assertThat(page.statusCode()).isEqualTo(401);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
    assertThat(page.body()).contains("<h1>Sign in first</h1>", "./cadre open", "/v1/sign-in-links");
    assertThat(browse("/sign-in?token=used").body())
        .contains("This link was used", "./cadre open", "SIGN_IN_LINK_INVALID");
  }

  @Test
  void answersProgramsInJson() {
    HttpResponse<String> answer = api.get("/docs", null);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(tree(answer).path("code").asString()).isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void escapesWhatAPageRepeats() {
    HttpResponse<String> page =
        api.send(
            api.request("/v1/plans?limit=%3Cscript%3E", REQUESTER).header("Accept", BROWSER).GET());

    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.body()).contains("INVALID_PARAMETER").doesNotContain("<script>");
  }

  @Test
  void warnsOfAGateThatNobodyCanDecide() {
    String plan = PLAN.formatted(", \"audience\": {\"roles\": [\"legal\"]}");

    JsonNode verdict = tree(api.post("/v1/plans:validate", REQUESTER, JSON, plan));
    HttpResponse<String> first =
        api.post("/v1/plans", REQUESTER, JSON, plan, "Idempotency-Key", "warned");
    HttpResponse<String> second =
        api.post("/v1/plans", REQUESTER, JSON, plan, "Idempotency-Key", "warned");

    assertThat(verdict.path("valid").asBoolean()).isTrue();
    assertThat(verdict.path("problems")).isEmpty();
    assertThat(verdict.path("warnings")).hasSize(1);
    assertThat(verdict.path("warnings").get(0).path("pointer").asString()).isEqualTo("/steps/0");
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(tree(first).path("warnings")).isEqualTo(verdict.path("warnings"));
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(warnings(PLAN.formatted(""), REQUESTER)).isEmpty();
    assertThat(warnings(PLAN.formatted(""), REVIEWER)).hasSize(1);
  }

  private static JsonNode warnings(String plan, String token) {
    return tree(api.post("/v1/plans:validate", token, JSON, plan)).path("warnings");
  }

  @Test
  void namesTheGateThatOpenedAnew() {
    PlanId plan =
        PlanId.of(
            tree(api.post("/v1/plans", REQUESTER, JSON, PLAN.formatted(""))).path("id").asString());
    GateId first = gate(1);
    record(plan, 1, opened(first, 1), adjusted(first), closed(first));
    HttpResponse<String> meanwhile = decide(first, "GO");
    GateId next = gate(2);
    record(plan, 2, opened(next, 2));
    HttpResponse<String> afterwards = decide(first, "GO");

    assertThat(meanwhile.statusCode()).isEqualTo(409);
    assertThat(tree(meanwhile).path("code").asString()).isEqualTo("GATE_CLOSED");
    assertThat(tree(meanwhile).path("detail").asString()).contains("opens anew");
    assertThat(tree(afterwards).path("code").asString()).isEqualTo("GATE_CLOSED");
    assertThat(tree(afterwards).path("detail").asString()).contains(next.toString());
    assertThat(tree(afterwards).path("next").asString()).isEqualTo(next.toString());
  }

  private static GateId gate(long number) {
    return new GateId(Uuid7.of(System.currentTimeMillis(), number, number));
  }

  private static HttpResponse<String> decide(GateId gate, String decision) {
    return api.post(
        "/v1/gates/" + gate + "/decisions",
        REVIEWER,
        JSON,
        "{\"decision\": \"" + decision + "\", \"digest\": \"sha256:x\"}");
  }

  private static Fact opened(GateId gate, int occurrence) {
    return new Fact.GateOpened(
        gate,
        "review",
        occurrence,
        "Fine?",
        List.of(),
        List.of(),
        "sha256:x",
        Audience.DEFAULT,
        null,
        null,
        Instant.now());
  }

  private static Fact adjusted(GateId gate) {
    return new Fact.DecisionJudged(
        gate,
        new DecideGate(
            gate.toString(),
            Verdict.ADJUST,
            "sha256:x",
            "Shorter.",
            null,
            null,
            List.of(),
            "reviewer",
            Set.of(),
            false),
        new DecisionAnswer(
            gate.toString(),
            1,
            Verdict.ADJUST,
            "reviewer",
            null,
            "It runs again.",
            GateOutcome.ADJUSTED,
            Instant.now()),
        Instant.now());
  }

  private static Fact closed(GateId gate) {
    return new Fact.GateClosed(gate, "review", 1, GateOutcome.ADJUSTED, Instant.now());
  }

  private static void record(PlanId plan, int batch, Fact... facts) {
    new PlanBookStore(
            api.context.getBean(Postgres.class),
            api.context.getBean(ScopeKeys.class),
            Clock.systemUTC())
        .record(new RecordFacts(TenantId.DEMO, plan, 1, batch, List.of(facts)))
        .block();
  }
}
