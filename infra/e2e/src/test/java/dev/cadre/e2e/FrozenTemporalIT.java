package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Temporal's server stands still (SIGSTOP) in the middle of a call, for longer than a worker waits
 * for the answer to a heartbeat. Nobody has cancelled anything.
 */
@Timeout(180)
@ExtendWith(OnStack.class)
class FrozenTemporalIT {

  private static final String MODEL = "claude-haiku-4-5";

  private final Stack stack;
  private final String mark = "mark " + UUID.randomUUID();

  FrozenTemporalIT(Stack stack) {
    this.stack = stack;
  }

  @Test
  void aCallThatIsUnderWayIsBroughtToItsEnd() {
    stack
        .providers()
        .script(Match.model(MODEL), Fault.answer("late").withDelay(Duration.ofSeconds(22)));
    PlanRun plan = submit();
    Await.until("the call", Duration.ofSeconds(30), () -> calls() == 1);

    Instant stopped = Instant.now();
    try (Frozen _ = new Frozen(stack.folder().process("temporal").orElseThrow().pid())) {
      Await.pause(Duration.ofSeconds(17));
    }

    plan.await("COMPLETED");
    assertThat(plan.result()).isEqualTo("late");
    assertThat(calls()).isEqualTo(1);
    Inspection.of(stack).plans(plan).crashes(stopped).mustHold(1);
  }

  private long calls() {
    return stack.providers().ledger().stream().filter(call -> call.body().contains(mark)).count();
  }

  private PlanRun submit() {
    return stack
        .requester()
        .submit(
            """
            name: frozen
            steps:
              - { id: write, kind: agent, agent: copywriter, prompt: "%s", maxTokens: 100, route: [anthropic/%s] }
              - { id: echo, kind: tool, tool: echo, dependsOn: [write], arguments: { body: "{{ steps.write.output }}" } }
            result: "{{ steps.echo.output.body }}"
            """
                .formatted(mark, MODEL));
  }
}
