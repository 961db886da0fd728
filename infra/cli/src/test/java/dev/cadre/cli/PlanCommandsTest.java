package dev.cadre.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanCommandsTest extends CommandTest {

  private static final String TERMINAL =
      """
      id: 1
      event: plan.running
      data: {"seq":1,"type":"plan.running","plan":"p1","data":{}}

      : a comment keeps the line open

      id: 2
      event: step.completed
      data: {"seq":2,"type":"step.completed","plan":"p1","step":"draft","data":{}}

      id: 3
      event: plan.completed
      data: {"seq":3,"type":"plan.completed","plan":"p1","data":{}}

      """;

  private static final String ATTEMPT_AND_GATE =
      """
      id: 1
      data: {"seq":1,"type":"attempt.failed","step":"draft","data":\
      {"target":0,"provider":"local","model":"smollm2","category":"TIMEOUT"}}

      id: 2
      data: {"seq":2,"type":"gate.opened","step":"review","data":{"gate":"g1"}}

      id: 3
      data: {"seq":3,"type":"plan.completed","data":{}}

      """;

  @Test
  void listsPlansAsATable() {
    api.answer(
        "GET /v1/plans?limit=20",
        """
        200 {"items":[{"id":"p1","status":"COMPLETED","name":"launch-post","createdAt":"2026-01-01T00:00:00Z"},
        {"id":"p22","status":"RUNNING","name":"other","createdAt":"2026-01-02T00:00:00Z"}],"next":"c2"}\
        """);
    assertThat(api.run(Map.of(), "plan", "list")).isZero();
    assertThat(api.out())
        .isEqualTo(
            """
            ID   STATUS     NAME         CREATED
            p1   COMPLETED  launch-post  2026-01-01T00:00:00Z
            p22  RUNNING    other        2026-01-02T00:00:00Z
            More: ./cadre plan list --cursor c2
            """);
    assertThat(api.seen().getFirst()).contains("Bearer token-of-requester");
  }

  @Test
  void showsEveryProblemWithItsPointer() throws IOException {
    api.answer(
        "POST /v1/plans",
        """
        422 {"code":"PLAN_INVALID","detail":"The plan has 2 problems.","problems":[
        {"code":"CYCLE","pointer":"/steps/0/dependsOn","message":"a waits for itself"},
        {"code":"MISSING_FIELD","pointer":"","message":"name is missing"}]}\
        """);
    Path file = Files.writeString(state.resolve("plan.yaml"), "steps: []");
    assertThat(api.run(Map.of(), "plan", "submit", file.toString()))
        .isEqualTo(CommandErrors.REFUSED);
    assertThat(api.err())
        .isEqualTo(
            """
            The plan has 2 problems. (PLAN_INVALID, 422)
              /steps/0/dependsOn  a waits for itself (CYCLE)
              name is missing (MISSING_FIELD)
            """);
  }

  @Test
  void checksAPlanWithoutRunningIt() throws IOException {
    api.answer(
        "POST /v1/plans:validate",
        """
        200 {"valid":false,"problems":[
        {"code":"CYCLE","pointer":"/steps/0/dependsOn","message":"a waits for itself"}]}\
        """);
    Path file = Files.writeString(state.resolve("plan.yaml"), "steps: []");
    assertThat(api.run(Map.of(), "plan", "validate", file.toString()))
        .isEqualTo(CommandErrors.REFUSED);
    assertThat(api.out())
        .isEqualTo("not valid\n  /steps/0/dependsOn  a waits for itself (CYCLE)\n");
    api.answer(
        "POST /v1/plans:validate",
        "200 {\"valid\":true,\"problems\":[],\"warnings\":[{\"pointer\":\"/steps/2\",\"message\":\"Nobody.\"}]}");
    assertThat(api.run(Map.of(), "plan", "validate", file.toString())).isZero();
    assertThat(api.out()).endsWith("valid\nwarning: /steps/2: Nobody.\n");
    assertThat(api.seen()).allMatch(request -> request.startsWith("POST /v1/plans:validate"));
  }

  @Test
  void followsASubmittedPlanToItsEnd() throws IOException {
    api.answer("POST /v1/plans", "201 {\"id\":\"p1\",\"status\":\"SCHEDULED\"}");
    api.answer("GET /v1/plans/p1/events", "200 " + TERMINAL);
    api.answer("GET /v1/plans/p1", "200 {\"id\":\"p1\",\"status\":\"COMPLETED\"}");
    api.answer(
        "GET /v1/plans/p1/steps/draft/attempts",
        "200 {\"items\":[{\"provider\":\"local\",\"model\":\"smollm2\",\"tokens\":{\"input\":10,\"output\":5}}]}");
    Path file = Files.writeString(state.resolve("plan.yaml"), "name: x");
    assertThat(api.run(Map.of(), "plan", "submit", "--watch", file.toString())).isZero();
    assertThat(api.out())
        .contains("plan running", "draft        step completed", "local/smollm2 · 15 tokens")
        .endsWith("p1  COMPLETED\n");
  }

  @Test
  void namesWhatAnAttemptCallsWithoutItsPlaceInTheRoute() {
    api.answer("GET /v1/plans/p1/events", "200 " + ATTEMPT_AND_GATE);
    api.answer("GET /v1/plans/p1", "200 {\"id\":\"p1\",\"status\":\"COMPLETED\"}");
    assertThat(api.run(Map.of(), "plan", "watch", "p1")).isZero();
    assertThat(api.out()).containsPattern("draft +attempt failed  local/smollm2 · TIMEOUT\n");
  }

  @Test
  void printsTheCommandsThatAnOpenedGateWaitsFor() {
    api.answer("GET /v1/plans/p1/events", "200 " + ATTEMPT_AND_GATE);
    api.answer("GET /v1/plans/p1", "200 {\"id\":\"p1\",\"status\":\"COMPLETED\"}");
    assertThat(api.run(Map.of(), "plan", "watch", "p1")).isZero();
    assertThat(api.out()).contains("./cadre gate show g1\n", "./cadre gate decide g1 GO\n");
  }

  @Test
  void exitsWithOneWhenThePlanFails() {
    api.answer(
        "GET /v1/plans/p1/events", "200 " + TERMINAL.replace("plan.completed", "plan.failed"));
    api.answer("GET /v1/plans/p1", "200 {\"id\":\"p1\",\"status\":\"FAILED\"}");
    assertThat(api.run(Map.of(), "plan", "watch", "p1")).isEqualTo(CommandErrors.NOT_COMPLETED);
  }

  @Test
  void asksAgainWithTheSameKeyWhenTheAnswerIsLost() throws IOException {
    api.answer("POST /v1/plans", "200 {\"id\":\"p1\",\"status\":\"SCHEDULED\"}");
    api.loses(1);
    Path file = Files.writeString(state.resolve("plan.yaml"), "name: x");

    assertThat(api.run(Map.of(), "plan", "submit", file.toString())).isZero();
    assertThat(api.out()).isEqualTo("p1  SCHEDULED\n");
    assertThat(api.keys()).hasSize(2);
    assertThat(Set.copyOf(api.keys())).hasSize(1);

    api.keys().clear();
    assertThat(api.run(Map.of(), "plan", "submit", file.toString())).isZero();
    assertThat(api.run(Map.of(), "plan", "submit", "--key", "mine", file.toString())).isZero();
    assertThat(api.keys()).hasSize(2).doesNotHaveDuplicates().endsWith("mine");
  }

  @Test
  void namesTheKeyWhenNoAnswerComesAtAll() {
    api.loses(Integer.MAX_VALUE);
    CadreClient client =
        new CadreClient(new Door(URI.create(api.url()), "token"), Duration.ofMillis(1));

    assertThatThrownBy(() -> client.submit(PlanFile.yaml("name: x"), "mine"))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining("--key mine");
    assertThat(api.keys()).hasSizeGreaterThan(2).containsOnly("mine");
  }

  @Test
  void submitsNothingTwiceWhereNobodyListens() throws IOException {
    Path file = Files.writeString(state.resolve("plan.yaml"), "name: x");

    assertThat(
            api.run(Map.of("CADRE_URL", "http://127.0.0.1:1"), "plan", "submit", file.toString()))
        .isEqualTo(CommandErrors.UNREACHABLE);
    assertThat(api.err()).contains("./cadre up").doesNotContain("--key");
  }

  @Test
  void followsARetriedPlanPastItsFirstEnd() {
    api.answer(
        "GET /v1/plans/p1/events",
        """
        200 id: 1
        data: {"seq":1,"at":"2026-11-22T10:00:00Z","type":"plan.submitted","data":{}}

        id: 2
        data: {"seq":2,"at":"2026-11-22T10:00:05Z","type":"plan.failed","data":{}}

        id: 3
        data: {"seq":3,"at":"2026-11-22T10:01:00Z","type":"plan.completed","data":{}}

        """);
    api.answer("GET /v1/plans/p1", "200 {\"id\":\"p1\",\"status\":\"COMPLETED\"}");

    assertThat(api.run(Map.of(), "plan", "watch", "p1")).isZero();
    assertThat(api.out()).contains("    5.0 s               plan failed");
    assertThat(api.out()).contains("   60.0 s               plan completed");
  }

  @Test
  void saysWhyAPlanFailedAndWhatItTookOver() {
    api.answer(
        "GET /v1/plans/p2",
        "200 {\"id\":\"p2\",\"name\":\"post\",\"status\":\"FAILED\",\"run\":2,\"reason\":\"STEP_FAILED\","
            + "\"step\":\"publish\",\"message\":\"The address answered 404.\",\"redoOf\":{\"plan\":\"p1\"}}");
    api.answer(
        "GET /v1/plans/p2/steps",
        "200 {\"items\":[{\"id\":\"pick\",\"kind\":\"choice\",\"state\":\"COMPLETED\","
            + "\"result\":{\"origin\":\"copied\"}}]}");

    assertThat(api.run(Map.of(), "plan", "show", "p2")).isZero();
    assertThat(api.out())
        .contains("id: p2, run 2, does p1 again")
        .contains("why: STEP_FAILED: publish: The address answered 404.")
        .containsPattern("pick +choice +COMPLETED +copied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"submit", "watch", "show", "redo", "pause", "signal"})
  void helpsWithEachCommand(String command) {
    assertThat(api.run(Map.of(), "plan", command, "--help")).isZero();
  }
}
