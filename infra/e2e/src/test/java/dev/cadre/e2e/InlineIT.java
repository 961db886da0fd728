package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.invariant.EngineReader;
import io.temporal.api.enums.v1.EventType;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * The worker dies between an inline effect and the end of its workflow task, right after a
 * decision. Whatever the effect was, the decision that allowed it is not lost, and the effect
 * stands once.
 */
@Timeout(180)
@ExtendWith(OnFailingStack.class)
class InlineIT {

  private final Stack stack;
  private final String posts = "/posts/" + UUID.randomUUID();

  InlineIT(Stack stack) {
    this.stack = stack;
  }

  @Test
  void keepsTheDecisionWhoseEffectStands() {
    PlanRun plan = submit();
    JsonNode gate = plan.gate("ask");
    ArmedPoint point = ArmedPoint.kill(stack, "INLINE", "tool.http-post");

    CompletableFuture<Door.Reply> reply = decide(gate);
    Instant died = point.await();

    assertThat(decided(plan)).as("the decision is in the history").isTrue();
    assertThat(published()).isEqualTo(1);
    assertThat(reply.join().status()).isEqualTo(200);
    plan.await("COMPLETED");
    assertThat(published()).isEqualTo(1);
    Inspection.of(stack).plans(plan).crashes(died).mustHold(1);
  }

  @Test
  void keepsTheDecisionThatIsWritten() {
    PlanRun plan = submit();
    JsonNode gate = plan.gate("ask");
    ArmedPoint point = ArmedPoint.kill(stack, "ENDED", "plan.record");

    CompletableFuture<Door.Reply> reply = decide(gate);
    Instant died = point.await();

    assertThat(decided(plan)).as("the decision is in the history").isTrue();
    assertThat(published()).as("nothing that it allows has run").isZero();
    assertThat(reply.join().status()).isEqualTo(200);
    plan.await("COMPLETED");
    assertThat(published()).isEqualTo(1);
    Inspection.of(stack).plans(plan).crashes(died).mustHold(1);
  }

  /** What people are shown is what the plan knows, also when it was written and never answered. */
  @Test
  void knowsTheGateThatWasShown() {
    ArmedPoint point = ArmedPoint.kill(stack, "ENDED", "plan.record");
    PlanRun plan = submit();
    Instant died = point.await();
    JsonNode gate = plan.gate("ask");

    assertThat(decide(gate).join().status()).isEqualTo(200);
    plan.await("COMPLETED");
    assertThat(published()).isEqualTo(1);
    Inspection.of(stack).plans(plan).crashes(died).mustHold(1);
  }

  private CompletableFuture<Door.Reply> decide(JsonNode gate) {
    return CompletableFuture.supplyAsync(
        () -> PlanRun.decide(stack.reviewer(), gate, "GO", "go on"));
  }

  /** Whether Temporal has the decision, whatever a worker did with it. */
  private boolean decided(PlanRun plan) {
    try (EngineReader engine = new EngineReader(stack.temporal())) {
      return engine
          .counts(plan.workflow())
          .containsKey(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED);
    }
  }

  private long published() {
    return stack.providers().ledger().stream().filter(call -> call.path().equals(posts)).count();
  }

  private PlanRun submit() {
    Duration quick = Duration.ofSeconds(3);
    return stack
        .requester()
        .submit(
            """
            name: inline
            budget: { limit: "5.00", currency: USD, onLimit: fail }
            steps:
              - { id: ask, kind: gate, title: "Publish?" }
              - id: publish
                kind: tool
                tool: http-post
                execution: inline
                timeout: %s
                attemptTimeout: %s
                dependsOn: [ask]
                arguments: { url: "%s%s", body: "once" }
              - { id: both, kind: aggregate, strategy: concat, of: [ask], dependsOn: [publish, ask] }
            """
                .formatted(quick, quick, stack.origin(), posts));
  }
}
