package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * Agents are activated by a real test of their connections; one that is stopped, or has reached its
 * limit, makes the steps that name it wait, and says so; active again, they go on by themselves.
 */
@Timeout(180)
@ExtendWith(OnStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActivationIT {

  private static final String MODEL = "claude-haiku-4-5";
  private static final String TARGET = "anthropic/" + MODEL;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Stack stack;

  ActivationIT(Stack stack) {
    this.stack = stack;
  }

  @BeforeAll
  void agent() {
    stack
        .owner()
        .post(
            "/v1/agents",
            """
            {"name": "scribe", "title": "Scribe", "department": "test",
             "description": "Writes down what it is told.", "capabilities": ["writing"],
             "instructions": "You write down what you are told.", "route": ["%s"]}\
            """
                .formatted(TARGET))
        .expect(201);
  }

  @Test
  void stoppedMakesDueStepsWaitAndSaysWhich() throws InterruptedException {
    PlanRun plan =
        stack
            .requester()
            .submit(
                """
                name: in two parts
                steps:
                  - { id: one, kind: agent, agent: scribe, prompt: First. }
                  - { id: look, kind: gate, dependsOn: [one], title: Go on? }
                  - { id: two, kind: agent, agent: scribe, dependsOn: [look], prompt: Second.,
                      timeout: PT5S, attemptTimeout: PT4S }
                """);
    JsonNode gate = plan.gate("look");

    stack.requester().post("/v1/activations/scribe:deactivate", "").expect(403);
    JsonNode stopped =
        stack.owner().post("/v1/activations/scribe:deactivate", "").expect(200).json();
    assertThat(stopped.path("activation").path("state").asString("")).isEqualTo("INACTIVE");
    assertThat(
            stopped
                .path("plans")
                .valueStream()
                .filter(each -> each.path("plan").asString("").equals(plan.id()))
                .map(each -> each.path("steps").get(0).asString("")))
        .containsExactly("two");
    assertThat(refused("scribe")).contains("AGENT_INACTIVE").contains("activate it");

    PlanRun.decide(stack.reviewer(), gate, "GO", null).expect(200);
    Await.until("the step is held", PATIENCE, () -> told(plan, "step.held") > 0);
    assertThat(plan.step("two").path("waitsFor").asString("")).contains("scribe");
    // Longer than the step's timeout, which must stand still.
    Thread.sleep(7_000);
    assertThat(plan.status()).isEqualTo("RUNNING");
    assertThat(told(plan, "attempt.started")).isEqualTo(1);

    // Nobody looks at the activation meanwhile: the end of its test alone wakes the plan.
    stack.owner().post("/v1/activations/scribe:activate", "").expect(202);
    plan.await("COMPLETED");
    assertThat(plan.attempts("two")).hasSize(1);
    assertThat(told(plan, "step.held")).isEqualTo(1);
    Inspection.of(stack).plans(plan).mustHold(1);
  }

  @Test
  void testsItsConnectionsBeforeItIsActive() {
    Door door = stack.requester();
    door.post("/v1/activations", body("ann", "false", null)).expect(201);
    assertThat(refused("ann")).contains("AGENT_INACTIVE").contains("CONFIGURING");
    stack.providers().script(Match.model(MODEL), Fault.status(401));
    door.post("/v1/activations/ann:activate", "").expect(202);
    JsonNode failed = awaitState(door, "ann", "CONFIGURING");
    assertThat(failed.path("problem").asString("")).startsWith("target_1: ");
    assertThat(failed.path("setup").get(3).path("done").asBoolean(true)).isFalse();
    stack.providers().forgetScript();
    stack.wakeTargets();

    activate(door, "ann");
    PlanRun plan = door.submit(plan("ann"));
    plan.await("COMPLETED");
    assertThat(stack.reviewer().get("/v1/activations/ann").status())
        .as("not theirs")
        .isEqualTo(404);
    assertThat(validated(stack.owner(), "ann")).contains("belongs to another account");

    door.post("/v1/activations", body("ann", "false", null)).expect(409);
    assertThat(door.send("DELETE", "/v1/activations/ann", "", Map.of()).text()).contains("AT_WORK");
    door.post("/v1/activations/ann:deactivate", "").expect(200);
    door.send("DELETE", "/v1/activations/ann", "", Map.of()).expect(204);
    assertThat(refused("ann")).contains("UNKNOWN_AGENT");
  }

  @Test
  void pausesAtItsLimitAndGoesOnWhenThatIsRaised() {
    Door owner = stack.owner();
    owner.post("/v1/activations", body("bert", "true", "\"0.01\"")).expect(201);
    activate(owner, "bert");
    List<PlanRun> plans =
        IntStream.range(0, 6).mapToObj(_ -> stack.requester().submit(costly("bert"))).toList();

    JsonNode paused = awaitState(owner, "bert", "PAUSED");
    assertThat(new java.math.BigDecimal(paused.path("spentUsd").asString("")))
        .isLessThanOrEqualTo(new java.math.BigDecimal("0.01"));
    Await.until(
        "some wait", PATIENCE, () -> plans.stream().anyMatch(plan -> told(plan, "step.held") > 0));

    String version = "\"" + paused.path("version").asInt() + "\"";
    Map<String, String> seen = Map.of("Content-Type", "application/json", "If-Match", version);
    JsonNode raised =
        owner
            .send("PATCH", "/v1/activations/bert", "{\"monthlyLimitUsd\": \"50\"}", seen)
            .expect(200)
            .json();
    assertThat(raised.path("state").asString("")).isEqualTo("ACTIVE");
    plans.forEach(plan -> plan.await("COMPLETED"));
    Inspection.of(stack).plans(plans.toArray(PlanRun[]::new)).mustHold(6);
  }

  @Test
  void showsHowAgentsDo() {
    Door door = stack.requester();
    door.post("/v1/activations", body("cleo", "false", null)).expect(201);
    activate(door, "cleo");
    for (int i = 0; i < 2; i++) {
      door.submit(plan("cleo")).await("COMPLETED");
    }
    JsonNode cleo = door.get("/v1/agent-metrics/cleo").expect(200).json();
    assertThat(cleo.path("state").asString("")).isEqualTo("ACTIVE");
    assertThat(cleo.path("tasks").asInt()).isEqualTo(3);
    assertThat(cleo.path("successRate").asDouble()).isEqualTo(1.0);
    // The lower bound of Wilson's 95% interval of 3 of 3.
    assertThat(cleo.path("score").asDouble()).isBetween(43.8, 43.9);
    assertThat(cleo.path("costPerTaskUsd").asString("")).isNotEmpty();
    assertThat(door.get("/v1/agents/cleo").expect(200).json().path("agent").path("route").get(0))
        .hasToString("\"" + TARGET + "\"");
    JsonNode all = door.get("/v1/agent-metrics?limit=200").expect(200).json();
    assertThat(all.path("items").valueStream().map(one -> one.path("name").asString("")))
        .contains("cleo");
  }

  @Test
  void keepsWhatPeoplePrefer() {
    Door door = stack.requester();
    door.post("/v1/activations", body("dora", "false", null)).expect(201);
    activate(door, "dora");
    Map<String, String> json = Map.of("Content-Type", "application/json");
    String wanted = "{\"preferences\": {\"theme\": \"dark\", \"rows\": [1, 2]}}";
    JsonNode kept = door.send("PUT", "/v1/me/profile", wanted, json).expect(200).json();
    assertThat(kept.path("preferences").path("theme").asString("")).isEqualTo("dark");
    JsonNode read = door.get("/v1/me/profile").expect(200).json();
    assertThat(read.path("activeAgents").toString()).contains("dora");
    assertThat(stack.reviewer().get("/v1/me/profile").json().path("activeAgents").toString())
        .doesNotContain("dora");
    String large = "{\"preferences\": {\"a\": \"" + "x".repeat(17_000) + "\"}}";
    assertThat(door.send("PUT", "/v1/me/profile", large, json).expect(422).text())
        .contains("16 KiB");
    assertThat(door.send("PUT", "/v1/me/profile", "{}", json).expect(422).text())
        .contains("missing");
  }

  private JsonNode awaitState(Door door, String name, String state) {
    return Await.found(
        name + " is " + state,
        PATIENCE,
        () ->
            java.util.Optional.of(door.get("/v1/activations/" + name).expect(200).json())
                .filter(read -> read.path("state").asString("").equals(state)));
  }

  private void activate(Door door, String name) {
    door.post("/v1/activations/" + name + ":activate", "").expect(202);
    awaitState(door, name, "ACTIVE");
  }

  private String refused(String agent) {
    return validated(stack.requester(), agent);
  }

  private static String validated(Door door, String agent) {
    return door.send(
            "POST", "/v1/plans:validate", plan(agent), Map.of("Content-Type", "application/yaml"))
        .text();
  }

  private static String body(String name, String shared, String limit) {
    return """
    {"agent": "scribe", "name": "%s", "shared": %s, "route": ["%s"], "monthlyLimitUsd": %s}\
    """
        .formatted(name, shared, TARGET, limit);
  }

  private static String plan(String agent) {
    return """
    name: one step
    steps:
      - { id: write, kind: agent, agent: %s, prompt: Write it down. }
    """
        .formatted(agent);
  }

  /** Reserves about one and a half cents a call. */
  private static String costly(String agent) {
    return """
    name: one step
    steps:
      - { id: write, kind: agent, agent: %s, prompt: Write it down., maxTokens: 3000 }
    """
        .formatted(agent);
  }

  private static long told(PlanRun plan, String type) {
    return plan.events().stream().filter(e -> e.path("type").asString("").equals(type)).count();
  }
}
