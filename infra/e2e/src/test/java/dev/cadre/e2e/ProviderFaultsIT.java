package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The failure table, seen from the providers: how often each was called, and what the attempts
 * tell. Targets rest as they do in production; what makes a whole provider rest therefore has a
 * provider of its own here.
 */
@Timeout(180)
@ExtendWith(OnStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProviderFaultsIT {

  private static final String SAFE = "anthropic/claude-haiku-4-5";

  /**
   * One row: the first target always answers so.
   *
   * @param calls that the table allows
   * @param status told by the attempts; 0 is none
   */
  private record Row(
      String step, String target, Fault fault, int calls, String category, int status) {

    String provider() {
      return target.substring(0, target.indexOf('/'));
    }

    String model() {
      return target.substring(target.indexOf('/') + 1);
    }

    @Override
    public String toString() {
      return step;
    }
  }

  private static final List<Row> ROWS =
      List.of(
          new Row(
              "limited",
              "openai/gpt-5.4-nano",
              Fault.status(429).withHeader("Retry-After", "1"),
              3,
              "RATE_LIMIT",
              429),
          new Row(
              "limited_long",
              "openai/gpt-5.6-luna",
              Fault.status(429).withHeader("Retry-After", "120"),
              1,
              "RATE_LIMIT",
              429),
          new Row("broken", "cohere/command-r-08-2024", Fault.status(500), 3, "UPSTREAM", 500),
          new Row("key", "perplexity/sonar-pro", Fault.of(Fault.Kind.AUTH), 1, "AUTH", 401),
          new Row("hanging", "openai/gpt-5.4-mini", Fault.of(Fault.Kind.HANG), 2, "TIMEOUT", 0),
          new Row(
              "dropped",
              "deepseek/deepseek-v4-pro",
              Fault.of(Fault.Kind.RESET_BEFORE),
              2,
              "TRANSPORT",
              0),
          new Row(
              "garbage",
              "anthropic/claude-fable-5",
              Fault.of(Fault.Kind.GARBAGE),
              2,
              "MALFORMED",
              200),
          new Row(
              "error_in_200",
              "anthropic/claude-opus-5",
              Fault.of(Fault.Kind.ERROR_IN_200),
              2,
              "MALFORMED",
              200),
          new Row("overloaded", "ollama/llama3.1", Fault.status(503), 1, "OVERLOADED", 503));

  private final Stack stack;
  private PlanRun plan;

  ProviderFaultsIT(Stack stack) {
    this.stack = stack;
  }

  static Stream<Row> rows() {
    return ROWS.stream();
  }

  /** All rows as steps of one plan, side by side. */
  @BeforeAll
  void runs() {
    stack.wakeTargets();
    ROWS.forEach(row -> stack.providers().always(Match.model(row.model()), row.fault()));
    String steps =
        ROWS.stream().map(row -> step(row.step(), row.target())).collect(Collectors.joining());
    plan = stack.requester().submit("name: faults\ngoal: Fall back\nsteps:\n" + steps);
    plan.await("COMPLETED");
  }

  private static String step(String id, String target) {
    return "  - { id: %s, kind: agent, agent: copywriter, prompt: Row %s., maxTokens: 50, attemptTimeout: PT2S, route: [%s, %s] }\n"
        .formatted(id, id, target, SAFE);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void endsAtTheNextTargetAfterTheCallsThatTheTableAllows(Row row) {
    assertThat(calls(row)).isEqualTo(row.calls());
    List<JsonNode> attempts = plan.attempts(row.step());
    List<JsonNode> first = attempts.subList(0, attempts.size() - 1);

    assertThat(first).hasSize(row.calls());
    for (int i = 0; i < first.size(); i++) {
      JsonNode attempt = first.get(i);
      assertThat(attempt.path("position").asInt(-1)).isZero();
      assertThat(attempt.path("attempt").asInt(-1)).isEqualTo(i + 1);
      assertThat(attempt.path("provider").asString("")).isEqualTo(row.provider());
      assertThat(attempt.path("model").asString("")).isEqualTo(row.model());
      assertThat(attempt.path("category").asString("")).startsWith(row.category());
      assertThat(attempt.path("httpStatus").asInt(0)).isEqualTo(row.status());
      assertThat(attempt.path("calls").asInt(0)).isEqualTo(1);
      assertThat(attempt.path("fallback").asBoolean(true)).isFalse();
    }
    fellBack(attempts.getLast());
    assertThat(plan.state(row.step())).isEqualTo("COMPLETED");
  }

  /** Of this plan's step; others use the same models. */
  private long calls(Row row) {
    return stack.providers().ledger().stream()
        .filter(call -> row.model().equals(call.model()))
        .filter(call -> call.body().contains("Row " + row.step() + "."))
        .count();
  }

  private static void fellBack(JsonNode last) {
    assertThat(last.path("position").asInt(-1)).isEqualTo(1);
    assertThat(last.path("provider").asString("") + "/" + last.path("model").asString(""))
        .isEqualTo(SAFE);
    assertThat(last.path("category").isNull()).isTrue();
    assertThat(last.path("fallback").asBoolean(false)).isTrue();
  }

  @Test
  void countsAttemptsAndLogsEachFailureInOneLine() throws IOException {
    String figures;
    try (InputStream answer = URI.create(stack.worker() + "/metrics").toURL().openStream()) {
      figures = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> log;
    try (Stream<String> lines = Files.lines(stack.state().resolve("log/worker.log"))) {
      log = lines.filter(line -> line.contains(plan.id())).toList();
    }

    assertThat(figures)
        .contains("cadre_attempts_total{category=\"UPSTREAM\",provider=\"cohere\"}")
        .contains("cadre_attempts_total{category=\"OK\"")
        .contains("cadre_attempt_seconds_count{", "cadre_tokens_total{", "cadre_cost_total{");
    assertThat(log)
        .hasSize(ROWS.stream().mapToInt(Row::calls).sum())
        .allSatisfy(line -> assertThat(line).contains("An attempt failed").doesNotContain("stack"));
  }

  @Test
  void waitsAsLongAsTheProviderAsks() {
    List<Long> at =
        stack.providers().ledger().stream()
            .filter(call -> "gpt-5.4-nano".equals(call.model()))
            .filter(call -> call.body().contains("Row limited."))
            .map(call -> call.at().toEpochMilli())
            .toList();

    assertThat(at.get(1) - at.get(0)).isGreaterThanOrEqualTo(1000);
    assertThat(at.get(2) - at.get(1)).isGreaterThanOrEqualTo(1000);
    assertThat(plan.attempts("limited").getFirst().path("retryAfter").asString(""))
        .isEqualTo("PT1S");
  }

  /** The key that was refused above rests, for every plan. */
  @Test
  void doesNotCallATargetThatRests() {
    long before = stack.providers().calls("sonar-pro");
    PlanRun next =
        stack
            .requester()
            .submit("name: rest\ngoal: Rest\nsteps:\n" + step("rested", "perplexity/sonar-pro"));
    next.await("COMPLETED");

    List<JsonNode> attempts = next.attempts("rested");
    assertThat(stack.providers().calls("sonar-pro")).isEqualTo(before);
    assertThat(attempts).hasSize(2);
    assertThat(attempts.getFirst().path("category").asString("")).isEqualTo("COOLING");
    assertThat(attempts.getFirst().path("calls").asInt(-1)).isZero();
    assertThat(attempts.getLast().path("position").asInt(-1)).isEqualTo(1);
  }

  @Test
  void doesNotFallBackWhenTheContentIsRefused() {
    stack.providers().always(Match.model("gpt-5.6-sol"), Fault.of(Fault.Kind.CONTENT_FILTER));
    PlanRun refused =
        stack
            .requester()
            .submit("name: no\ngoal: No\nsteps:\n" + step("refused", "openai/gpt-5.6-sol"));

    JsonNode ended = refused.await("FAILED");

    assertThat(ended.path("step").asString("")).isEqualTo("refused");
    assertThat(refused.step("refused").path("reason").asString("")).isEqualTo("CONTENT_POLICY");
    assertThat(refused.attempts("refused")).hasSize(1);
    assertThat(refused.door().get(refused.path() + "/result").status()).isEqualTo(409);
  }

  @Test
  void asksForMoreOnceWhenTheAnswerWasCut() {
    String model = "claude-sonnet-4-6";
    stack.providers().script(Match.model(model), Fault.of(Fault.Kind.LENGTH));
    PlanRun cut =
        stack
            .requester()
            .submit("name: cut\ngoal: Cut\nsteps:\n" + step("cut", "anthropic/" + model));
    cut.await("COMPLETED");

    assertThat(cut.attempts("cut"))
        .extracting(attempt -> attempt.path("category").asString("none"))
        .containsExactly("TRUNCATED", "none");
    assertThat(stack.providers().ledger().stream().filter(c -> model.equals(c.model())))
        .extracting(call -> Door.JSON.readTree(call.body()).path("max_tokens").asInt(0))
        .containsExactly(50, 100);
  }
}
