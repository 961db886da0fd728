package dev.cadre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Agents put to work, stopped, and looked at from the command line. */
class ActivationCommandsTest extends CommandTest {

  private static final String STOPPED =
      "{\"planCount\":2,\"%s\":[{\"plan\":\"p1\",\"steps\":[\"a\",\"b\"]}]}";

  private int run(String... words) {
    return api.run(Map.of(), words);
  }

  private static String anna(String state, boolean shared) {
    return "200 {\"name\":\"anna\",\"agent\":\"copywriter\",\"state\":\"%s\",\"version\":3,"
            .formatted(state)
        + "\"shared\":%s,\"problem\":\"target_1: STEP_FAILED\",\"testPlan\":\"p9\"}"
            .formatted(shared);
  }

  @Test
  void setsAnAgentOfOnesOwnUpAndSaysWhyItsTestFailed() {
    api.answer("POST /v1/activations", "201 {\"state\":\"CONFIGURING\"}");
    api.answer("POST /v1/activations/anna:activate", "202 {}");
    // Stands by the time the test is looked at.
    api.answer("GET /v1/activations/anna", "404 {\"code\":\"NOT_FOUND\",\"detail\":\"None.\"}");
    int status = run("agent", "activate", "copywriter", "--as", "anna", "--route", "openai,local");
    assertThat(status).isNotZero();
    assertThat(api.seen().get(1))
        .contains("Bearer token-of-requester", "\"name\":\"anna\"", "\"shared\":false")
        .contains("[\"openai\",\"local\"]");
  }

  @Test
  void changesAndTestsOneThatStands() {
    api.answer("GET /v1/activations/anna", anna("CONFIGURING", true));
    api.answer("PATCH /v1/activations/anna", anna("CONFIGURING", true));
    api.answer("POST /v1/activations/anna:activate", "202 {}");
    assertThat(run("agent", "activate", "anna", "--limit", "25")).isNotZero();
    assertThat(api.matched()).containsExactly("\"3\"");
    assertThat(api.seen().toString())
        .contains("Bearer token-of-owner", "{\"monthlyLimitUsd\":\"25\"}");
    assertThat(api.out()).contains("target_1: STEP_FAILED", "./cadre plan show p9");
  }

  @Test
  void raisesALimitAndTestsNothingWhereThatIsEnough() {
    api.answer("GET /v1/activations/anna", anna("ACTIVE", true));
    api.answer("PATCH /v1/activations/anna", anna("ACTIVE", true));
    assertThat(run("agent", "activate", "anna", "--limit", "25")).isZero();
    assertThat(api.out()).contains("anna is ACTIVE").doesNotContain("Testing");
    api.answer("GET /v1/activations/anna", anna("PAUSED", true));
    assertThat(run("agent", "activate", "anna")).isNotZero();
    assertThat(api.out()).contains("raise it with --limit");
    assertThat(api.seen().toString()).doesNotContain(":activate");
  }

  @Test
  void saysWhatStoppingWouldStopAndStopsWhenTold() {
    api.answer("GET /v1/activations/anna/plans", "200 " + STOPPED.formatted("items"));
    api.answer("POST /v1/activations/anna:deactivate", "200 " + STOPPED.formatted("plans"));
    assertThat(run("agent", "deactivate", "anna")).isZero();
    assertThat(api.out()).contains("needs --go", "2 plans would wait", "p1  a, b");
    assertThat(run("agent", "deactivate", "anna", "--go")).isZero();
    assertThat(api.out()).contains("anna is stopped. 2 plans wait");
  }

  @Test
  void listsWhatIsActiveAndHowItDoes() {
    api.answer(
        "GET /v1/activations?state=PAUSED",
        "200 {\"items\":[{\"name\":\"anna\",\"agent\":\"copywriter\",\"state\":\"PAUSED\","
            + "\"owner\":\"ann\",\"spentUsd\":\"0.5\",\"route\":[\"local\"]}],\"next\":null}");
    api.answer(
        "GET /v1/agent-metrics?hours=24",
        "200 {\"items\":[{\"name\":\"anna\",\"state\":\"BUSY\",\"tasks\":3,\"successRate\":0.667,"
            + "\"errorRate\":null,\"medianMillis\":1200,\"score\":20.8}],\"next\":null}");
    assertThat(run("agent", "active", "--state", "PAUSED")).isZero();
    assertThat(run("agent", "metrics", "--hours", "24")).isZero();
    assertThat(api.out()).contains("PAUSED", "ann", "BUSY", "67 %", "1200 ms", "20.8");
  }
}
