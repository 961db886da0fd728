package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import dev.cadre.testkit.fault.SeenCall;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** F-01: the worker dies at each moment of a step, and the plan goes on as if nothing had been. */
@Timeout(180)
@ExtendWith(OnFailingStack.class)
class FailPointsIT {

  private static final String MODEL = "claude-haiku-4-5";
  private static final String ACTIVITY = "llm.anthropic";

  /** Longer than two heartbeats. */
  private static final Duration SLOW = Duration.ofSeconds(2);

  private final Stack stack;

  FailPointsIT(Stack stack) {
    this.stack = stack;
  }

  @ParameterizedTest
  @CsvSource({
    // point, armed for the activity's type or else for the step, calls that the provider sees
    "TAKEN, true, 1",
    "BEGINNING, false, 1",
    "BEGUN, false, 1",
    "HEARTBEAT, true, 2",
    "ANSWERED, false, 2",
    "RECORDED, false, 1",
    "ENDED, true, 1"
  })
  void completesWhenTheWorkerDiesAt(String point, boolean byType, int seen) {
    String step = "write_" + point.toLowerCase(Locale.ROOT);
    stack.providers().always(Match.model(MODEL), Fault.answer().withDelay(SLOW));
    ArmedPoint armed = ArmedPoint.halt(stack, point, byType ? ACTIVITY : step);

    PlanRun plan = submit(step);
    Duration gap = died(armed);

    plan.await("COMPLETED");
    System.out.printf("%s: worker died, plan went on after %d ms%n", point, gap.toMillis());
    assertThat(calls(plan, step)).hasSize(seen);
    JsonNode attempt = only(plan.attempts(step));
    int counted = point.equals("BEGUN") ? 2 : seen;
    assertThat(attempt.path("calls").asInt(0)).isEqualTo(counted);
    assertThat(published(step)).hasSize(1);
    Inspection.of(stack).plans(plan).crashes(1).mustHold(1);
  }

  /** What was paid for and not written is called again, and charged for: I3 in its hardest case. */
  @Test
  void chargesALostAnswerAtItsWorstCase() {
    stack.providers().always(Match.model(MODEL), Fault.answer("fine").withUsage(100, 10, 0));
    ArmedPoint armed = ArmedPoint.halt(stack, "ANSWERED", "write_lost");

    PlanRun plan = submit("write_lost");
    died(armed);
    JsonNode ended = plan.await("COMPLETED");

    String once = "0.00015";
    assertThat(new BigDecimal(ended.path("cost").path("amount").asString("")))
        .isGreaterThan(new BigDecimal(once));
    Inspection.of(stack).plans(plan).crashes(1).mustHold(1);
  }

  /** A tool's effect cannot be taken back, and nobody knows whether it was: so nobody guesses. */
  @Test
  void doesNotRepeatAPostWhoseOutcomeIsUnknown() {
    ArmedPoint armed = ArmedPoint.halt(stack, "ANSWERED", "publish_unknown");

    PlanRun plan = submit("unknown");
    died(armed);
    plan.await("FAILED");

    assertThat(plan.step("publish_unknown").path("reason").asString(""))
        .isEqualTo("OUTCOME_UNKNOWN");
    assertThat(published("unknown")).hasSize(1);
    Inspection.of(stack).plans(plan).crashes(1).mustHold(0);
  }

  /** Waits until the worker has died; how long it took until another one was ready. */
  private Duration died(ArmedPoint point) {
    point.await();
    Instant died = Instant.now();
    Await.until(
        "another worker is ready", Duration.ofSeconds(60), () -> Stack.ready(stack.worker()));
    return Duration.between(died, Instant.now());
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

  private static JsonNode only(List<JsonNode> attempts) {
    assertThat(attempts).hasSize(1);
    return attempts.getFirst();
  }
}
