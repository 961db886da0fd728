package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.SeenCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A plan keeps the versions of the agents that it started with, whatever an admin does to them. */
@Timeout(180)
@ExtendWith(OnStack.class)
class AgentVersionsIT {

  private static final String PLAN =
      """
      name: two steps
      steps:
        - { id: one, kind: agent, agent: minuted, prompt: First. }
        - { id: look, kind: gate, dependsOn: [one], title: Go on? }
        - { id: two, kind: agent, agent: minuted, dependsOn: [look], prompt: Second. }
      """;

  private static final Map<String, String> IF_FIRST =
      Map.of("Content-Type", "application/json", "If-Match", "\"1\"");

  private final Stack stack;

  AgentVersionsIT(Stack stack) {
    this.stack = stack;
  }

  private static String agent(String words) {
    return """
    {"name": "minuted", "title": "Minuted", "department": "test",
     "description": "Says what its version says.", "capabilities": ["versions"],
     "instructions": "You are told: %s", "route": ["anthropic"]}\
    """
        .formatted(words);
  }

  @Test
  void keepsThemWhileTheyAreEditedAndRetired() {
    stack.owner().post("/v1/agents", agent("old words, twice")).expect(201);
    PlanRun plan = stack.requester().submit(PLAN);
    plan.gate("look");

    stack.owner().send("PUT", "/v1/agents/minuted", agent("new words, once"), IF_FIRST).expect(200);
    PlanRun later = stack.requester().submit(PLAN);
    later.gate("look");
    stack.owner().post("/v1/agents/minuted:retire", "").expect(200);

    PlanRun.decide(stack.reviewer(), plan.gate("look"), "GO", null).expect(200);
    PlanRun.decide(stack.reviewer(), later.gate("look"), "GO", null).expect(200);
    plan.await("COMPLETED");
    later.await("COMPLETED");

    assertThat(told(plan)).hasSize(2).allMatch(body -> body.contains("old words, twice"));
    assertThat(told(later)).hasSize(2).allMatch(body -> body.contains("new words, once"));
    assertThat(stack.requester().submit(PLAN, "retired").status()).isEqualTo(422);
  }

  private List<String> told(PlanRun plan) {
    return stack.providers().ledger().stream()
        .filter(call -> String.valueOf(call.idempotencyKey()).startsWith(plan.id()))
        .map(SeenCall::body)
        .toList();
  }
}
