package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * F-09: providers that are slow, drip, break off, limit, and do the work without telling. What each
 * row of the failure table counts is {@link ProviderFaultsIT}'s; here no target rests, and all that
 * is left behind is looked at.
 */
@Timeout(180)
@ExtendWith(OnFailingStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenProvidersIT {

  private static final String SAFE = "anthropic/claude-haiku-4-5";

  /**
   * One step.
   *
   * @param script what the calls of the first target get
   * @param categories of the attempts, in order; empty for the one that succeeded
   */
  private record Row(String step, String target, List<Fault> script, List<String> categories) {

    String model() {
      return target.substring(target.indexOf('/') + 1);
    }

    @Override
    public String toString() {
      return step;
    }
  }

  private static final Fault DRIP = Fault.of(Fault.Kind.DRIP);
  private static final Fault HANG = Fault.of(Fault.Kind.HANG);
  private static final Fault RESET = Fault.of(Fault.Kind.RESET_MID_BODY);
  private static final Fault CLOSE = Fault.of(Fault.Kind.CLOSE_MID_BODY);
  private static final Fault BROKEN = Fault.status(500);
  private static final Fault LIMITED = Fault.status(429).withHeader("Retry-After", "1");

  /** Longer than a heartbeat may be missing. */
  private static final Fault SLOW = Fault.answer("slow").withDelay(Duration.ofSeconds(7));

  private static final List<Row> ROWS =
      List.of(
          new Row("slow", "openai/gpt-5.6-sol", List.of(SLOW), List.of("")),
          new Row(
              "drips",
              "anthropic/claude-sonnet-5",
              List.of(DRIP, DRIP),
              List.of("TIMEOUT", "TIMEOUT", "")),
          new Row(
              "untold",
              "openai/gpt-5.4-mini",
              List.of(HANG, HANG),
              List.of("TIMEOUT", "TIMEOUT", "")),
          new Row(
              "reset",
              "openai/gpt-5.6-luna",
              List.of(RESET, RESET),
              List.of("MALFORMED", "MALFORMED", "")),
          new Row("closed", "anthropic/claude-opus-5", List.of(CLOSE), List.of("MALFORMED", "")),
          new Row(
              "twice",
              "deepseek/deepseek-v4-pro",
              List.of(BROKEN, BROKEN),
              List.of("UPSTREAM", "UPSTREAM", "")),
          new Row("limited", "openai/gpt-5.4-nano", List.of(LIMITED), List.of("RATE_LIMIT", "")));

  private final Stack stack;
  private PlanRun plan;

  BrokenProvidersIT(Stack stack) {
    this.stack = stack;
  }

  static List<Row> rows() {
    return ROWS;
  }

  @BeforeAll
  void runs() {
    ROWS.forEach(row ->
        stack.providers().script(Match.model(row.model()), row.script().toArray(Fault[]::new)));
    String steps =
        ROWS.stream()
            .map(row ->
                "  - { id: %s, kind: agent, agent: copywriter, prompt: Row %s., maxTokens: 50, attemptTimeout: %s, route: [%s, %s] }\n"
                    .formatted(
                        row.step(),
                        row.step(),
                        row.step().equals("slow") ? "PT30S" : "PT2S",
                        row.target(),
                        SAFE))
            .collect(Collectors.joining());
    plan =
        stack
            .requester()
            .submit(
                "name: broken\nbudget: { limit: \"9.00\", currency: USD, onLimit: fail }\nsteps:\n"
                    + steps);
    plan.await("COMPLETED");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void makesTheAttemptsThatTheTableSays(Row row) {
    List<JsonNode> attempts = plan.attempts(row.step());

    assertThat(attempts)
        .extracting(attempt -> attempt.path("category").asString(""))
        .isEqualTo(row.categories());
    assertThat(attempts).allMatch(attempt -> attempt.path("calls").asInt(0) == 1);
    assertThat(stack.providers().ledger())
        .filteredOn(call -> call.body().contains("Row " + row.step() + "."))
        .hasSize(row.categories().size());
  }

  /** The work may have been done: what is not told is paid at its worst case. */
  @Test
  void chargesWhatWasDoneAndNotTold() {
    List<JsonNode> attempts = plan.attempts("untold");

    assertThat(IntStream.range(0, 2).mapToObj(attempts::get))
        .allSatisfy(attempt ->
            assertThat(new BigDecimal(attempt.path("cost").path("amount").asString("0")))
                .isPositive());
  }

  @Test
  void leavesNothingBehind() {
    Inspection.of(stack).plans(plan).mustHold(1);
  }
}
