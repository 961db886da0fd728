package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Providers are tested by a real call, and cost no more in a month than they may. */
@Timeout(120)
@ExtendWith(OnStack.class)
class ProvidersIT {

  private final Stack stack;

  ProvidersIT(Stack stack) {
    this.stack = stack;
  }

  @BeforeEach
  void wakes() {
    stack.wakeTargets();
  }

  private JsonNode provider(String name) {
    return stack
        .owner()
        .get("/v1/providers")
        .expect(200)
        .json()
        .path("items")
        .valueStream()
        .filter(item -> item.path("name").asString("").equals(name))
        .findFirst()
        .orElseThrow();
  }

  private String tested(String name) {
    String plan =
        stack
            .owner()
            .post("/v1/providers/" + name + ":test", "")
            .expect(202)
            .json()
            .path("id")
            .asString("");
    Await.until(
        name + " is tested",
        Duration.ofSeconds(60),
        () -> {
          JsonNode test = provider(name).path("lastTest");
          return test.path("plan").asString("").equals(plan)
              && !test.path("outcome").asString("").equals("RUNNING");
        });
    return provider(name).path("lastTest").path("outcome").asString("");
  }

  @Test
  void testsAProviderByOneCallThatTheVendorSees() {
    int before = stack.providers().ledger().size();
    assertThat(tested("perplexity")).isEqualTo("OK");
    assertThat(stack.providers().ledger()).hasSize(before + 1);
    stack.providers().always(Match.path("/PERPLEXITY/chat/completions"), Fault.status(401));
    assertThat(tested("perplexity")).isEqualTo("AUTH");
  }

  /** A refused key rests for five minutes, which nobody must wait for who has mended it. */
  @Test
  void callsWhatRestsOnceItsKeyIsMended() {
    stack.providers().always(Match.path("/COHERE/chat/completions"), Fault.status(401));
    assertThat(tested("cohere")).isEqualTo("AUTH");
    JsonNode rest = provider("cohere").path("rests").path(0);
    assertThat(rest.path("what").asString("")).isEqualTo("key");
    assertThat(rest.path("category").asString("")).isEqualTo("AUTH");
    assertThat(tested("cohere")).as("called again").isEqualTo("AUTH");
    String plan =
        """
        name: rested
        steps:
          - { id: a, kind: agent, agent: copywriter, prompt: Write., maxTokens: 50, timeout: PT20S, route: [cohere] }
        """;
    PlanRun failed = stack.requester().submit(plan);
    failed.await("FAILED");
    assertThat(failed.attempts("a"))
        .allMatch(attempt -> attempt.path("category").asString("").equals("COOLING"));

    stack.providers().forgetScript();
    JsonNode lifted =
        stack.owner().post("/v1/providers/cohere:lift", "").expect(200).json().path("rests");
    assertThat(lifted.size()).isZero();
    stack.requester().submit(plan).await("COMPLETED");
  }

  @Test
  void fallsBackRatherThanSpendMoreThanTheMonthAllows() {
    String mark = UUID.randomUUID().toString();
    stack
        .owner()
        .send(
            "PUT",
            "/v1/providers/deepseek/limit",
            "{\"usd\": \"0.000001\"}",
            Map.of("Content-Type", "application/json"))
        .expect(200);
    PlanRun plan =
        stack
            .requester()
            .submit(
                """
                name: limited
                steps:
                  - { id: a, kind: agent, agent: copywriter, prompt: "%s", maxTokens: 50, route: [deepseek/deepseek-v4-pro, anthropic/claude-haiku-4-5] }
                """
                    .formatted(mark));
    plan.await("COMPLETED");
    stack.owner().send("DELETE", "/v1/providers/deepseek/limit", "", Map.of()).expect(200);
    assertThat(plan.attempts("a").getFirst().path("category").asString(""))
        .isEqualTo("PROVIDER_QUOTA");
    assertThat(stack.providers().ledger().stream().filter(call -> call.body().contains(mark)))
        .singleElement()
        .matches(call -> "claude-haiku-4-5".equals(call.model()));
  }
}
