package dev.cadre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GateCommandsTest extends CommandTest {

  @Test
  void decidesWithTheDigestOfWhatTheGateShows() {
    api.answer(
        "GET /v1/gates/g1",
        """
        200 {"id":"g1","step":"review","status":"open","title":"Publish this?","digest":"sha256:ab",
        "show":[{"step":"draft","output":"Hello kettle"}]}\
        """);
    api.answer("POST /v1/gates/g1/decisions", "200 {\"decision\":\"GO\"}");
    assertThat(api.run(Map.of(), "gate", "decide", "g1", "go", "--comment", "fine")).isZero();
    assertThat(api.out()).contains("Publish this?", "Hello kettle", "decided: GO");
    assertThat(api.seen().getLast())
        .contains("Bearer token-of-reviewer")
        .endsWith("{\"decision\":\"GO\",\"digest\":\"sha256:ab\",\"comment\":\"fine\"}");
  }

  @Test
  void decidesTheOneOpenGateOfAPlan() {
    api.answer("GET /v1/gates?status=open&plan=p1", "200 {\"items\":[{\"id\":\"g1\"}]}");
    api.answer("GET /v1/gates/g1", "200 {\"id\":\"g1\",\"digest\":\"sha256:ab\"}");
    api.answer("POST /v1/gates/g1/decisions", "200 {\"decision\":\"GO\"}");
    assertThat(api.run(Map.of(), "gate", "decide", "p1", "GO")).isZero();
    assertThat(api.seen().getLast()).startsWith("POST /v1/gates/g1/decisions");
  }

  @Test
  void listsTheGatesOfAPlanThatWaitsAtSeveral() {
    api.answer(
        "GET /v1/gates?status=open&plan=p1",
        """
        200 {"items":[{"id":"g1","step":"legal","title":"Lawful?","path":[3,0]},
        {"id":"g2","step":"brand","title":"Ours?"}]}\
        """);
    assertThat(api.run(Map.of(), "gate", "decide", "p1", "GO")).isEqualTo(CommandErrors.USAGE);
    assertThat(api.err())
        .contains("2 gates", "g1    legal[3][0]  Lawful?", "g2    brand        Ours?");
    assertThat(api.seen()).noneMatch(request -> request.startsWith("POST"));
  }

  @Test
  void saysThatNeitherGateNorPlanIsThere() {
    api.answer("GET /v1/gates?status=open&plan=x", "400 {\"code\":\"BAD_PARAMETER\"}");
    assertThat(api.run(Map.of(), "gate", "show", "x")).isEqualTo(CommandErrors.REFUSED);
    assertThat(api.err()).contains("Neither a gate nor a plan with an open gate");
  }

  @Test
  void namesTheRemedyWhenNobodyAnswers() {
    assertThat(api.run(Map.of("CADRE_URL", "http://127.0.0.1:1"), "gate", "list"))
        .isEqualTo(CommandErrors.UNREACHABLE);
    assertThat(api.err()).contains("./cadre up");
  }

  @Test
  void takesAddressAndTokenFromTheEnvironment() {
    api.answer("GET /v1/gates?status=open", "200 {\"items\":[]}");
    String url = api.url() + "/";
    assertThat(api.run(Map.of("CADRE_URL", url, "CADRE_TOKEN", "mine"), "gate", "list")).isZero();
    assertThat(api.out()).isEqualTo("No gate waits.\n");
    assertThat(api.seen().getFirst()).contains("Bearer mine");
  }

  @Test
  void warnsOfAGateThatNobodyCanDecide() {
    api.answer(
        "GET /v1/gates/g1", "200 {\"id\":\"g1\",\"warning\":\"Nobody can decide this gate.\"}");
    assertThat(api.run(Map.of(), "gate", "show", "g1")).isZero();
    assertThat(api.out()).contains("warning: Nobody can decide this gate.\n");
  }
}
