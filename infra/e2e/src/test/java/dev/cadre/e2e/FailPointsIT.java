package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import dev.cadre.testkit.fault.SeenCall;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** F-01: the worker dies at each moment of a step, and the plan goes on as if nothing had been. */
@Timeout(180)
@ExtendWith(OnFailingStack.class)
class FailPointsIT {

  private static final String MODEL = "claude-haiku-4-5";
  private static final String ACTIVITY = "llm.anthropic";

  /** Longer than two heartbeats. */
  private static final Duration SLOW = Duration.ofSeconds(2);

  /** A hundred tokens in at 1 USD a million, ten out at 5. */
  private static final BigDecimal ONCE = new BigDecimal("0.00015");

  private final Stack stack;

  FailPointsIT(Stack stack) {
    this.stack = stack;
  }

  /**
   * A point, and what must follow.
   *
   * @param byType whether it is armed for the activity's type, not for the step
   * @param seen calls that reach the provider
   * @param counted calls that the attempt counts
   */
  private record Death(String point, boolean byType, int seen, int counted) {}

  /** What was paid and not written, which is the hardest case of I3, comes first. */
  private static final List<Death> DEATHS =
      List.of(
          new Death("ANSWERED", false, 2, 2),
          new Death("TAKEN", true, 1, 1),
          new Death("BEGINNING", false, 1, 1),
          new Death("BEGUN", false, 1, 2),
          new Death("HEARTBEAT", true, 2, 2),
          new Death("RECORDED", false, 1, 1),
          new Death("ENDED", true, 1, 1));

  /** All of them with --soak; else the first and two others. */
  static List<Death> deaths() {
    if (Soak.on()) {
      return DEATHS;
    }
    List<Death> others = new ArrayList<>(DEATHS.subList(1, DEATHS.size()));
    Collections.shuffle(others, Soak.random());
    return List.of(DEATHS.getFirst(), others.get(0), others.get(1));
  }

  @ParameterizedTest
  @MethodSource("deaths")
  void completesWhenTheWorkerDiesAt(Death death) {
    String step = "write_" + death.point().toLowerCase(Locale.ROOT);
    stack
        .providers()
        .always(Match.model(MODEL), Fault.answer().withUsage(100, 10, 0).withDelay(SLOW));
    ArmedPoint point = ArmedPoint.kill(stack, death.point(), death.byType() ? ACTIVITY : step);

    PlanRun plan = submit(step);
    Instant died = point.await();
    JsonNode ended = plan.await("COMPLETED");

    System.out.printf("%s: done %d ms after%n", death, millisSince(died));
    assertThat(calls(plan, step)).hasSize(death.seen());
    JsonNode attempt = plan.attempt(step);
    assertThat(attempt.path("calls").asInt(0)).isEqualTo(death.counted());
    assertThat(published(step)).hasSize(1);
    BigDecimal cost = new BigDecimal(ended.path("cost").path("amount").asString(""));
    if (death.counted() == 1) {
      assertThat(cost).isEqualByComparingTo(ONCE);
    } else {
      assertThat(cost).as("the lost call is paid at its worst case").isGreaterThan(ONCE);
    }
    Inspection.of(stack).plans(plan).crashes(died).mustHold(1);
  }

  private static long millisSince(Instant then) {
    return Duration.between(then, Instant.now()).toMillis();
  }

  /** A tool's effect cannot be taken back, and nobody knows whether it was: so nobody guesses. */
  @Test
  void doesNotRepeatAPostWhoseOutcomeIsUnknown() {
    ArmedPoint armed = ArmedPoint.kill(stack, "ANSWERED", "publish_unknown");

    PlanRun plan = submit("unknown");
    Instant died = armed.await();
    plan.await("FAILED");

    assertThat(plan.step("publish_unknown").path("reason").asString(""))
        .isEqualTo("OUTCOME_UNKNOWN");
    assertThat(published("unknown")).hasSize(1);
    Inspection.of(stack).plans(plan).crashes(died).mustHold(0);
  }

  private PlanRun submit(String step) {
    return stack
        .requester()
        .submit(
            """
            name: fail point
            budget: { limit: "5.00", currency: USD, onLimit: fail }
            steps:
              - { id: %1$s, kind: agent, agent: copywriter, prompt: Write., maxTokens: 100, route: [anthropic/%2$s] }
              - { id: both, kind: aggregate, strategy: concat, dependsOn: [%1$s] }
              - id: publish_%1$s
                kind: tool
                tool: http-post
                dependsOn: [both]
                arguments: { url: "%3$s/posts/%1$s", body: "{{ steps.both.output }}" }
            """
                .formatted(step, MODEL, stack.origin()));
  }

  private List<SeenCall> calls(PlanRun plan, String step) {
    String key = plan.id() + "/" + step + "/1/0/1";
    return stack.providers().ledger().stream()
        .filter(call -> key.equals(call.idempotencyKey()))
        .toList();
  }

  private List<SeenCall> published(String step) {
    return stack.providers().ledger().stream()
        .filter(call -> call.path().equals("/posts/" + step))
        .toList();
  }
}
