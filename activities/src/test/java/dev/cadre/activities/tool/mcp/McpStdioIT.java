package dev.cadre.activities.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.activities.tool.HttpToolSettings;
import dev.cadre.activities.tool.ToolHttp;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With real processes: a Java program that behaves, but for the fault that a test asks for. */
class McpStdioIT {

  /** A starved machine starts a Java program in seconds. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  @TempDir Path folder;
  private ToolHttp http;
  private McpServers servers;
  private McpCalls calls;

  @BeforeEach
  void open() {
    http = new ToolHttp(new HttpToolSettings(Set.of()));
    McpSettings.Server program =
        new McpSettings.Server(
            null,
            null,
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                FakeMcpProgram.class.getName(),
                folder.resolve("fault").toString()),
            List.of("GREETING=hello"));
    servers =
        new McpServers(new McpSettings(Map.of("program", program)), http, Duration.ofMillis(50));
    calls = new McpCalls(servers, DEADLINE);
  }

  @AfterEach
  void close() throws Exception {
    servers.close();
    http.close();
    assertThat(processes()).isEmpty();
    for (int i = 0; i < 100 && !threads().isEmpty(); i++) {
      Thread.sleep(20);
    }
    assertThat(threads()).isEmpty();
  }

  /** Those of this test that live. */
  private List<ProcessHandle> processes() throws IOException {
    Path pids = folder.resolve("pids");
    return Files.exists(pids)
        ? Files.readAllLines(pids).stream()
            .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
            .filter(ProcessHandle::isAlive)
            .toList()
        : List.of();
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("mcp-program"))
        .toList();
  }

  /** Strikes once, at a message of that method. */
  private void fault(String method, String fault) throws IOException {
    Files.writeString(folder.resolve("fault"), method + " " + fault);
  }

  private void works() {
    assertThat(calls.call("program", "echo")).isEqualTo(McpHttpFixture.echoed());
  }

  private long seen(String method) throws IOException {
    return Files.readAllLines(folder.resolve("seen")).stream()
        .filter(line -> line.contains("\"" + method + "\""))
        .count();
  }

  @Test
  void callsAToolAgainInTheSameProcess() throws IOException {
    assertThat(processes()).isEmpty();
    works();
    works();
    assertThat(processes()).hasSize(1);
    assertThat(seen("initialize")).isOne();
    assertThat(Files.readString(folder.resolve("environment")).split(" "))
        .containsExactlyInAnyOrder("GREETING", "CADRE_MCP_PROCESS");
    assertThat(calls.failure("program", "fails").category()).isEqualTo(FailureCategory.TOOL_FAILED);
    assertThat(calls.failure("program", "unknown").message()).contains("has no tool of the name");
    works();
    assertThat(seen("initialize")).isOne();
  }

  @Test
  void servesManyCallsAtOnceWithOneProcess() throws Exception {
    List<Thread> callers = new ArrayList<>();
    List<Object> outputs = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 40; i++) {
      callers.add(Thread.startVirtualThread(() -> outputs.add(calls.call("program", "echo"))));
    }
    for (Thread caller : callers) {
      assertThat(caller.join(DEADLINE)).isTrue();
    }
    assertThat(outputs).hasSize(40).containsOnly(McpHttpFixture.echoed());
    assertThat(seen("initialize")).isOne();
  }

  @ParameterizedTest
  @CsvSource({
    "initialize, exit, ended with the status 3, TRANSPORT",
    "tools/list, exit, ended with the status 3, TRANSPORT",
    "tools/call, exit, ended with the status 3, TRANSPORT",
    "tools/call, close, closed its output, TRANSPORT",
    "tools/call, garbage, sent what is no JSON, TOOL_FAILED",
    "tools/call, stranger, answered another request, TOOL_FAILED"
  })
  void startsAnotherProcessAfterOneThatFailed(
      String method, String fault, String reason, FailureCategory category) throws IOException {
    fault(method, fault);
    AttemptFailure failure = calls.failure("program", "echo");
    assertThat(failure.category()).isEqualTo(category);
    assertThat(failure.message()).contains(reason);
    assertThat(failure.called()).isEqualTo(method.equals("tools/call"));
    works();

    fault(method, fault);
    // The process that lives is struck at its next call; initialize comes only with another.
    if (!method.equals("initialize")) {
      AttemptFailure effect = calls.failureOfEffect("program", "echo");
      assertThat(effect.category())
          .isEqualTo(method.equals("tools/call") ? FailureCategory.OUTCOME_UNKNOWN : category);
      assertThat(effect.refused()).isEqualTo(!method.equals("tools/call"));
      works();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"initialize", "tools/list", "tools/call"})
  void killsAProcessThatHangs(String method) throws Exception {
    if (!method.equals("initialize")) {
      works();
    }
    fault(method, "hang");
    McpCalls hasty = new McpCalls(servers, Duration.ofSeconds(3));
    AttemptFailure failure = hasty.failure("program", "echo");
    assertThat(failure.category()).isEqualTo(FailureCategory.TIMEOUT);
    assertThat(failure.message()).contains("did not answer " + method + " in time");
    works();
    for (int i = 0; i < 100 && processes().size() > 1; i++) {
      Thread.sleep(20);
    }
    assertThat(processes()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"flood, more than 4 MiB", "notes, more than 4 MiB", "errors, more than 1 MiB of err"})
  void cutsAProcessThatFloods(String fault, String reason) throws IOException {
    works();
    fault("tools/call", fault);
    AttemptFailure failure = calls.failure("program", "echo");

    assertThat(failure.category()).isEqualTo(FailureCategory.TOOL_FAILED);
    assertThat(failure.message()).contains(reason);
    assertThat(1_000 * Files.size(folder.resolve("written"))).isBetween(900_000L, 6_000_000L);
    works();
  }

  @Test
  void answersAServerThatAsksTheClientAndShowsWhatItLogs() throws Exception {
    works();
    fault("tools/call", "asks");
    works();
    for (int i = 0; i < 100 && seen("q") == 0; i++) {
      Thread.sleep(20);
    }
    assertThat(Files.readString(folder.resolve("seen"))).contains("\"id\":\"q\"", "-32601");
    fault("tools/call", "log");
    works();
    assertThat(seen("initialize")).isOne();
  }

  @Test
  void leavesOtherCallsTheirAnswersWhereOneIsLate() throws Exception {
    works();
    fault("tools/call", "late");
    AtomicReference<Object> patient = new AtomicReference<>();
    Thread caller = Thread.startVirtualThread(() -> patient.set(calls.call("program", "echo")));
    while (Files.exists(folder.resolve("fault"))) {
      Thread.sleep(5);
    }
    McpCalls hasty = new McpCalls(servers, Duration.ofMillis(500));
    assertThat(hasty.failure("program", "echo").category()).isEqualTo(FailureCategory.TIMEOUT);
    works();
    assertThat(caller.join(DEADLINE)).isTrue();
    assertThat(patient.get()).isEqualTo(McpHttpFixture.echoed());
  }

  @Test
  void endsAtAnInterruptAndKeepsTheProcess() throws Exception {
    works();
    fault("tools/call", "hang");
    AtomicReference<AttemptFailure> failure = new AtomicReference<>();
    Thread caller = Thread.startVirtualThread(() -> failure.set(calls.failure("program", "echo")));
    while (Files.exists(folder.resolve("fault"))) {
      Thread.sleep(5);
    }
    caller.interrupt();
    assertThat(caller.join(Duration.ofMillis(800))).isTrue();
    assertThat(failure.get().category()).isEqualTo(FailureCategory.CANCELLED);
    works();
    assertThat(seen("notifications/cancelled")).isOne();
    assertThat(seen("initialize")).isOne();
  }
}
