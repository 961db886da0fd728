package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A price that comes into force while a plan runs. */
@Timeout(120)
@ExtendWith(OnStack.class)
class ModelPricesIT {

  private final Stack stack;

  ModelPricesIT(Stack stack) {
    this.stack = stack;
  }

  @Test
  void chargesEachCallAtThePriceInForceWhenItBegins() {
    String target = "deepseek/test-" + UUID.randomUUID();
    String path = "/v1/models/" + target;
    stack
        .owner()
        .send(
            "PUT",
            path,
            "{\"contextWindow\": 100000, \"maxOutput\": 1000, \"tier\": \"cheap\"}",
            java.util.Map.of("Content-Type", "application/json"))
        .expect(200);
    price(path, "2026-01-01", "1");
    PlanRun plan =
        stack
            .requester()
            .submit(
                """
                name: prices
                steps:
                  - { id: before, kind: agent, agent: copywriter, prompt: "Say tea.", maxTokens: 50, route: [%s] }
                  - { id: wait, kind: gate, dependsOn: [before], title: "Go on?" }
                  - { id: after, kind: agent, dependsOn: [wait], agent: copywriter, prompt: "Say tea.", maxTokens: 50, route: [%s] }
                """
                    .formatted(target, target));
    JsonNode gate = plan.gate("wait");
    Instant from = Instant.now().plusSeconds(4);
    price(path, from.toString(), "1000");
    Await.until(
        "the price is in force",
        Duration.ofSeconds(20),
        () -> Instant.now().isAfter(from.plusSeconds(1)));
    PlanRun.decide(stack.reviewer(), gate, "GO", null).expect(200);
    plan.await("COMPLETED");

    BigDecimal before = perToken(plan.attempt("before"));
    BigDecimal after = perToken(plan.attempt("after"));
    assertThat(before).isEqualByComparingTo("0.000001");
    assertThat(after).isEqualByComparingTo("0.001");
  }

  private void price(String path, String from, String amount) {
    stack
        .owner()
        .post(
            path + "/prices",
            "{\"from\": \"%s\", \"inputUsdPerMillion\": \"%s\", \"outputUsdPerMillion\": \"%s\"}"
                .formatted(from, amount, amount))
        .expect(201);
  }

  private static BigDecimal perToken(JsonNode attempt) {
    JsonNode tokens = attempt.path("tokens");
    long used = tokens.path("input").asLong(0) + tokens.path("output").asLong(0);
    return new BigDecimal(attempt.path("cost").path("amount").asString("0"))
        .divide(BigDecimal.valueOf(used));
  }
}
