package dev.cadre.activities.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.activities.tool.HttpToolSettings;
import dev.cadre.activities.tool.ToolHttp;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With shell scripts as servers that do not want to go. */
class ProcessTreeIT {

  /** By which the sleepers of this test are found. */
  private final String length = "6" + ThreadLocalRandom.current().nextInt(10_000_000, 99_999_999);

  private final ToolHttp http = new ToolHttp(new HttpToolSettings(Set.of()));

  @AfterEach
  void close() {
    http.close();
  }

  private McpServers script(String script) {
    McpSettings.Server server =
        new McpSettings.Server(
            null,
            null,
            List.of("/bin/sh", "-c", script.replace("LENGTH", length)),
            List.of("PATH=/usr/bin:/bin"));
    return new McpServers(new McpSettings(Map.of("script", server)), http, Duration.ofMillis(50));
  }

  private List<ProcessHandle> sleepers() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(length))
        .toList();
  }

  private void allGone() throws InterruptedException {
    for (int i = 0; i < 150 && !sleepers().isEmpty(); i++) {
      Thread.sleep(20);
    }
    assertThat(sleepers()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'trap \"\" TERM; sleep LENGTH & while :; do sleep LENGTH; done'",
    "'trap \"\" TERM; (setsid sleep LENGTH &) ; sleep LENGTH'"
  })
  void killsWhatIgnoresTheRequestToEndAndWhatItStarted(String script) throws Exception {
    try (McpServers servers = script(script)) {
      McpCalls calls = new McpCalls(servers, Duration.ofSeconds(1));
      Thread caller = Thread.startVirtualThread(() -> calls.failure("script", "echo"));
      Thread.sleep(700);
      assertThat(sleepers()).hasSizeGreaterThan(1);
      caller.join();
      allGone();
      assertThat(calls.failure("script", "echo").category()).isEqualTo(FailureCategory.TIMEOUT);
    }
    assertThat(sleepers()).isEmpty();
  }

  @Test
  void killsWhatIsLeftOfAProcessThatEnded() throws Exception {
    // What it leaves holds its output open, so that no end of it comes.
    try (McpServers servers = script("(setsid sleep LENGTH &) ; sleep 0.3; exit 4")) {
      AttemptFailure failure =
          new McpCalls(servers, Duration.ofSeconds(5)).failure("script", "echo");
      assertThat(failure.message()).contains("ended with the status 4");
      assertThat(failure.elapsed()).isLessThan(Duration.ofSeconds(3));
      allGone();
    }
  }

  @Test
  void endsWhatDoesNotReadItsInput() throws Exception {
    try (McpServers servers = script("sleep LENGTH")) {
      McpCalls calls = new McpCalls(servers, Duration.ofSeconds(1));
      assertThat(calls.failure("script", "x".repeat(100)).category())
          .isEqualTo(FailureCategory.TIMEOUT);
      allGone();
    }
  }

  @Test
  void pausesLongerBeforeEachStartOfWhatCannotRun() {
    try (McpServers servers = script("exit 127")) {
      McpCalls calls = new McpCalls(servers, Duration.ofSeconds(2));
      assertThat(calls.failure("script", "echo").message()).contains("with the status 127");
      long start = System.nanoTime();
      for (int i = 0; i < 5; i++) {
        assertThat(calls.failure("script", "echo").category()).isEqualTo(FailureCategory.TRANSPORT);
      }
      // 50, 100, 200, 400, 800 ms
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThan(Duration.ofMillis(1500));
      McpCalls hasty = new McpCalls(servers, Duration.ofMillis(300));
      assertThat(hasty.failure("script", "echo").message()).contains("started again only after");
    }
  }

  @Test
  void tellsACommandThatIsNoProgram() {
    McpSettings.Server none = new McpSettings.Server(null, null, List.of("/no/such/program"), null);
    try (McpServers servers = new McpServers(new McpSettings(Map.of("none", none)), http)) {
      AttemptFailure failure = new McpCalls(servers, Duration.ofSeconds(1)).failure("none", "echo");
      assertThat(failure.called()).isFalse();
      assertThat(failure.message()).contains("cannot be started");
    }
  }
}
