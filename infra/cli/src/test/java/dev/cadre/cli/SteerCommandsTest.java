package dev.cadre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteerCommandsTest extends CommandTest {

  @ParameterizedTest
  @ValueSource(strings = {"pause", "resume", "retry"})
  void steersAPlan(String order) {
    api.answer("POST /v1/plans/p1:" + order, "202 {\"id\":\"p1\",\"status\":\"RUNNING\"}");

    assertThat(api.run(Map.of(), "plan", order, "p1")).isZero();
    assertThat(api.out()).isEqualTo("p1  " + order + " ordered, now RUNNING\n");
  }

  @Test
  void doesAPlanAgainFromAStepWithAnotherInput(@TempDir Path folder) throws IOException {
    Path input = Files.writeString(folder.resolve("input.json"), "{\"tone\":\"dry\"}");
    api.answer("POST /v1/plans/p1:redo", "202 {\"id\":\"p2\",\"status\":\"SCHEDULED\"}");

    assertThat(
            api.run(Map.of(), "plan", "redo", "p1", "--from", "draft", "--input", input.toString()))
        .isZero();
    assertThat(api.out()).isEqualTo("p2  SCHEDULED, does p1 again\n");
    assertThat(api.seen().getLast()).contains("{\"from\":\"draft\",\"input\":{\"tone\":\"dry\"}}");
  }

  @Test
  void cancelsAPlan() {
    api.answer("POST /v1/plans/p1:cancel", "202 {\"id\":\"p1\",\"status\":\"RUNNING\"}");
    assertThat(api.run(Map.of(), "plan", "cancel", "p1")).isZero();
    assertThat(api.out()).isEqualTo("p1  cancel ordered, now RUNNING\n");
  }

  @Test
  void saysWhatIsWrongWithAnInputThatIsNoJson(@TempDir Path folder) throws IOException {
    Path input = Files.writeString(folder.resolve("input.json"), "{ tone: dry");

    assertThat(api.run(Map.of(), "plan", "redo", "p1", "--input", input.toString()))
        .isEqualTo(CommandErrors.USAGE);
    assertThat(api.err()).contains("input.json holds no JSON at line 1").doesNotContain("\tat ");
    assertThat(api.run(Map.of(), "plan", "redo", "p1", "--input", "missing.json"))
        .isEqualTo(CommandErrors.USAGE);
    assertThat(api.err()).contains("Cannot be read: missing.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"retry", "redo"})
  void startsOnceWhereTheAnswerIsLost(String order) {
    api.answer("POST /v1/plans/p1:" + order, "202 {\"id\":\"p1\",\"status\":\"SCHEDULED\"}");
    api.loses(1);

    assertThat(api.run(Map.of(), "plan", order, "p1")).isZero();

    assertThat(api.keys()).hasSize(2);
    assertThat(api.keys().getFirst()).isEqualTo(api.keys().getLast());
  }

  @Test
  void signalsAPlanWithAPayloadFromTheCommandLine() {
    api.answer("POST /v1/plans/p1/signals/paid", "202 {\"id\":\"p1\",\"status\":\"WAITING\"}");

    assertThat(api.run(Map.of(), "plan", "signal", "p1", "paid", "--payload", "{\"sum\": 12}"))
        .isZero();

    assertThat(api.out()).isEqualTo("p1  signal paid taken, now WAITING\n");
    assertThat(api.seen().getFirst()).endsWith("Bearer token-of-requester {\"sum\":12}");
    assertThat(api.keys()).hasSize(1);
  }

  @Test
  void signalsAPlanWithAFileOrNothing() throws IOException {
    api.answer("POST /v1/plans/p1/signals/paid", "202 {\"id\":\"p1\",\"status\":\"WAITING\"}");
    Path file = Files.writeString(state.resolve("payload.json"), "[1, 2]");

    api.run(Map.of(), "plan", "signal", "p1", "paid", "--payload", "@" + file);
    api.run(Map.of(), "plan", "signal", "p1", "paid", "--key", "bank-17");

    assertThat(api.seen().getFirst()).endsWith(" [1,2]");
    assertThat(api.seen().getLast()).endsWith("Bearer token-of-requester ");
    assertThat(api.keys().getLast()).isEqualTo("bank-17");
    assertThat(api.run(Map.of(), "plan", "signal", "p1", "paid", "--payload", "{")).isEqualTo(2);
    assertThat(api.err()).contains("--payload holds no JSON");
  }

  @Test
  void signalsOnceWhereTheAnswerIsLost() {
    api.answer("POST /v1/plans/p1/signals/paid", "202 {\"id\":\"p1\",\"status\":\"WAITING\"}");
    api.loses(1);

    assertThat(api.run(Map.of(), "plan", "signal", "p1", "paid")).isZero();

    assertThat(api.keys()).hasSize(2);
    assertThat(api.keys().getFirst()).isEqualTo(api.keys().getLast());
  }
}
