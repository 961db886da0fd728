package dev.cadre.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsTest {

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

  private final Map<String, String> answers = new HashMap<>();
  private final List<String> seen = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();
  private int lost;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private HttpServer server;
  @TempDir Path state;

  @BeforeEach
  void listens() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    Files.createDirectories(state.resolve("tokens"));
    Files.createDirectories(state.resolve("run"));
    Files.writeString(state.resolve("tokens/requester"), "token-of-requester\n");
    Files.writeString(state.resolve("tokens/reviewer"), "token-of-reviewer\n");
    Files.writeString(
        state.resolve("run/api.url"), "http://127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void closes() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    seen.add(what + " " + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    if (key != null) {
      keys.add(key);
    }
    if (lost-- > 0) {
      // The connection breaks, as when the API is killed after its commit.
      exchange.close();
      return;
    }
    String answer = answers.getOrDefault(what, "404 {\"code\":\"NOT_FOUND\",\"detail\":\"No.\"}");
    byte[] bytes = answer.substring(4).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private int run(Map<String, String> environment, String... words) {
    Surroundings here =
        new Surroundings(environment, state, new PrintWriter(out), new PrintWriter(err));
    CommandLine root =
        new CommandLine(new Root())
            .addSubcommand(new PlanCommands(here))
            .addSubcommand(new GateCommands(here))
            .setExecutionExceptionHandler(new CommandErrors())
            .setErr(new PrintWriter(err));
    return root.execute(words);
  }

  @CommandLine.Command(name = "cadre")
  static final class Root {}

  @Test
  void listsPlansAsATable() {
    answers.put(
        "GET /v1/plans?limit=20",
        """
        200 {"items":[{"id":"p1","status":"COMPLETED","name":"launch-post","createdAt":"2026-01-01T00:00:00Z"},
        {"id":"p22","status":"RUNNING","name":"other","createdAt":"2026-01-02T00:00:00Z"}],"next":"c2"}\
        """);
    assertThat(run(Map.of(), "plan", "list")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            ID   STATUS     NAME         CREATED
            p1   COMPLETED  launch-post  2026-01-01T00:00:00Z
            p22  RUNNING    other        2026-01-02T00:00:00Z
            More: ./cadre plan list --cursor c2
            """);
    assertThat(seen.getFirst()).contains("Bearer token-of-requester");
  }

  @Test
  void showsEveryProblemWithItsPointer() throws IOException {
    answers.put(
        "POST /v1/plans",
        """
        422 {"code":"PLAN_INVALID","detail":"The plan has 2 problems.","problems":[
        {"code":"CYCLE","pointer":"/steps/0/dependsOn","message":"a waits for itself"},
        {"code":"MISSING_FIELD","pointer":"","message":"name is missing"}]}\
        """);
    Path file = Files.writeString(state.resolve("plan.yaml"), "steps: []");
    assertThat(run(Map.of(), "plan", "submit", file.toString())).isEqualTo(CommandErrors.REFUSED);
    assertThat(err.toString())
        .isEqualTo(
            """
            The plan has 2 problems. (PLAN_INVALID, 422)
              /steps/0/dependsOn  a waits for itself (CYCLE)
              /  name is missing (MISSING_FIELD)
            """);
  }

  @Test
  void asksAgainWithTheSameKeyWhenTheAnswerIsLost() throws IOException {
    answers.put("POST /v1/plans", "200 {\"id\":\"p1\",\"status\":\"SCHEDULED\"}");
    lost = 1;
    Path file = Files.writeString(state.resolve("plan.yaml"), "name: x");

    assertThat(run(Map.of(), "plan", "submit", file.toString())).isZero();
    assertThat(out.toString()).isEqualTo("p1  SCHEDULED\n");
    assertThat(keys).hasSize(2);
    assertThat(Set.copyOf(keys)).hasSize(1);

    keys.clear();
    assertThat(run(Map.of(), "plan", "submit", file.toString())).isZero();
    assertThat(run(Map.of(), "plan", "submit", "--key", "mine", file.toString())).isZero();
    assertThat(keys).hasSize(2).doesNotHaveDuplicates().endsWith("mine");
  }

  @Test
  void namesTheKeyWhenNoAnswerComesAtAll() {
    lost = Integer.MAX_VALUE;
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    CadreClient client = new CadreClient(new Door(address, "token"), Duration.ofMillis(1));

    assertThatThrownBy(() -> client.submit(PlanFile.yaml("name: x"), "mine"))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining("--key mine");
    assertThat(keys).hasSizeGreaterThan(2).containsOnly("mine");
  }

  @Test
  void submitsNothingTwiceWhereNobodyListens() throws IOException {
    Path file = Files.writeString(state.resolve("plan.yaml"), "name: x");

    assertThat(run(Map.of("CADRE_URL", "http://127.0.0.1:1"), "plan", "submit", file.toString()))
        .isEqualTo(CommandErrors.UNREACHABLE);
    assertThat(err.toString()).contains("./cadre up").doesNotContain("--key");
  }

  @Test
  void checksAPlanWithoutRunningIt() throws IOException {
    answers.put(
        "POST /v1/plans:validate",
        """
        200 {"valid":false,"problems":[
        {"code":"CYCLE","pointer":"/steps/0/dependsOn","message":"a waits for itself"}]}\
        """);
    Path file = Files.writeString(state.resolve("plan.yaml"), "steps: []");
    assertThat(run(Map.of(), "plan", "validate", file.toString())).isEqualTo(CommandErrors.REFUSED);
    assertThat(out.toString())
        .isEqualTo("not valid\n  /steps/0/dependsOn  a waits for itself (CYCLE)\n");
    answers.put("POST /v1/plans:validate", "200 {\"valid\":true,\"problems\":[]}");
    assertThat(run(Map.of(), "plan", "validate", file.toString())).isZero();
    assertThat(seen).allMatch(request -> request.startsWith("POST /v1/plans:validate"));
  }

  @Test
  void followsASubmittedPlanToItsEnd() throws IOException {
    answers.put("POST /v1/plans", "201 {\"id\":\"p1\",\"status\":\"SCHEDULED\"}");
    answers.put("GET /v1/plans/p1/events", "200 " + TERMINAL);
    answers.put("GET /v1/plans/p1", "200 {\"id\":\"p1\",\"status\":\"COMPLETED\"}");
    answers.put(
        "GET /v1/plans/p1/steps/draft/attempts",
        "200 {\"items\":[{\"provider\":\"local\",\"model\":\"smollm2\",\"tokens\":{\"input\":10,\"output\":5}}]}");
    Path file = Files.writeString(state.resolve("plan.yaml"), "name: x");
    assertThat(run(Map.of(), "plan", "submit", "--watch", file.toString())).isZero();
    assertThat(out.toString())
        .contains("plan running", "draft        step completed", "local/smollm2 · 15 tokens")
        .endsWith("p1  COMPLETED\n");
  }

  @Test
  void namesWhatAnAttemptCallsWithoutItsPlaceInTheRoute() {
    answers.put("GET /v1/plans/p1/events", "200 " + ATTEMPT_AND_GATE);
    answers.put("GET /v1/plans/p1", "200 {\"id\":\"p1\",\"status\":\"COMPLETED\"}");
    assertThat(run(Map.of(), "plan", "watch", "p1")).isZero();
    assertThat(out.toString()).containsPattern("draft +attempt failed  local/smollm2 · TIMEOUT\n");
  }

  @Test
  void printsTheCommandsThatAnOpenedGateWaitsFor() {
    answers.put("GET /v1/plans/p1/events", "200 " + ATTEMPT_AND_GATE);
    answers.put("GET /v1/plans/p1", "200 {\"id\":\"p1\",\"status\":\"COMPLETED\"}");
    assertThat(run(Map.of(), "plan", "watch", "p1")).isZero();
    assertThat(out.toString()).contains("./cadre gate show g1\n", "./cadre gate decide g1 GO\n");
  }

  @Test
  void exitsWithOneWhenThePlanFails() {
    answers.put(
        "GET /v1/plans/p1/events", "200 " + TERMINAL.replace("plan.completed", "plan.failed"));
    answers.put("GET /v1/plans/p1", "200 {\"id\":\"p1\",\"status\":\"FAILED\"}");
    assertThat(run(Map.of(), "plan", "watch", "p1")).isEqualTo(CommandErrors.NOT_COMPLETED);
  }

  @Test
  void decidesWithTheDigestOfWhatTheGateShows() {
    answers.put(
        "GET /v1/gates/g1",
        """
        200 {"id":"g1","step":"review","status":"open","title":"Publish this?","digest":"sha256:ab",
        "show":[{"step":"draft","output":"Hello kettle"}]}\
        """);
    answers.put("POST /v1/gates/g1/decisions", "200 {\"decision\":\"GO\"}");
    assertThat(run(Map.of(), "gate", "decide", "g1", "go", "--comment", "fine")).isZero();
    assertThat(out.toString()).contains("Publish this?", "Hello kettle", "decided: GO");
    assertThat(seen.getLast())
        .contains("Bearer token-of-reviewer")
        .endsWith("{\"decision\":\"GO\",\"digest\":\"sha256:ab\",\"comment\":\"fine\"}");
  }

  @Test
  void warnsOfAGateThatNobodyCanDecide() {
    answers.put(
        "GET /v1/gates/g1", "200 {\"id\":\"g1\",\"warning\":\"Nobody can decide this gate.\"}");
    assertThat(run(Map.of(), "gate", "show", "g1")).isZero();
    assertThat(out.toString()).contains("warning: Nobody can decide this gate.\n");
  }

  @Test
  void decidesTheOneOpenGateOfAPlan() {
    answers.put("GET /v1/gates?status=open&plan=p1", "200 {\"items\":[{\"id\":\"g1\"}]}");
    answers.put("GET /v1/gates/g1", "200 {\"id\":\"g1\",\"digest\":\"sha256:ab\"}");
    answers.put("POST /v1/gates/g1/decisions", "200 {\"decision\":\"GO\"}");
    assertThat(run(Map.of(), "gate", "decide", "p1", "GO")).isZero();
    assertThat(seen.getLast()).startsWith("POST /v1/gates/g1/decisions");
  }

  @Test
  void listsTheGatesOfAPlanThatWaitsAtSeveral() {
    answers.put(
        "GET /v1/gates?status=open&plan=p1",
        """
        200 {"items":[{"id":"g1","step":"legal","title":"Lawful?"},
        {"id":"g2","step":"brand","title":"Ours?"}]}\
        """);
    assertThat(run(Map.of(), "gate", "decide", "p1", "GO")).isEqualTo(CommandErrors.USAGE);
    assertThat(err.toString()).contains("2 gates", "g1    legal  Lawful?", "g2    brand  Ours?");
    assertThat(seen).noneMatch(request -> request.startsWith("POST"));
  }

  @Test
  void saysThatNeitherGateNorPlanIsThere() {
    answers.put("GET /v1/gates?status=open&plan=x", "400 {\"code\":\"BAD_PARAMETER\"}");
    assertThat(run(Map.of(), "gate", "show", "x")).isEqualTo(CommandErrors.REFUSED);
    assertThat(err.toString()).contains("Neither a gate nor a plan with an open gate");
  }

  @Test
  void cancelsAPlan() {
    answers.put("POST /v1/plans/p1:cancel", "202 {\"id\":\"p1\",\"status\":\"RUNNING\"}");
    assertThat(run(Map.of(), "plan", "cancel", "p1")).isZero();
    assertThat(out.toString()).isEqualTo("p1  RUNNING\n");
  }

  @Test
  void namesTheRemedyWhenNobodyAnswers() {
    assertThat(run(Map.of("CADRE_URL", "http://127.0.0.1:1"), "gate", "list"))
        .isEqualTo(CommandErrors.UNREACHABLE);
    assertThat(err.toString()).contains("./cadre up");
  }

  @Test
  void takesAddressAndTokenFromTheEnvironment() {
    answers.put("GET /v1/gates?status=open", "200 {\"items\":[]}");
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    assertThat(run(Map.of("CADRE_URL", url, "CADRE_TOKEN", "mine"), "gate", "list")).isZero();
    assertThat(out.toString()).isEqualTo("No gate waits.\n");
    assertThat(seen.getFirst()).contains("Bearer mine");
  }
}
