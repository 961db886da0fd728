package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import dev.cadre.testkit.plan.BrokenPlan;
import dev.cadre.testkit.plan.BrokenPlans;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * F-13: what nobody should send, from clients, models and tools. It is refused at the door or fails
 * its own step; nothing loops, and who works beside it does not notice.
 */
@Timeout(180)
@ExtendWith(OnStack.class)
class PoisonIT {

  private static final String DEEP = "[".repeat(10_000) + "]".repeat(10_000);

  private final Stack stack;
  private final String path = "/things/" + UUID.randomUUID();

  PoisonIT(Stack stack) {
    this.stack = stack;
  }

  @Test
  void isRefusedAtTheDoorWhileNeighboursRun() {
    try (PlanLoad load = PlanLoad.on(stack, Soak.random())) {
      load.submit(5);
      for (BrokenPlan broken : BrokenPlans.all()) {
        if (!broken.testCatalogue()) {
          assertThat(send(broken).status()).as(broken.file()).isEqualTo(broken.status());
        }
      }
      assertThat(stack.requester().submit(tenThousandSteps(), "k" + path).status()).isEqualTo(422);
      load.mustHaveCompleted(List.of());
    }
  }

  private Door.Reply send(BrokenPlan broken) {
    String type = broken.json() ? "application/json" : "application/yaml";
    return stack.requester().bytes("/v1/plans", broken.body(), Map.of("Content-Type", type));
  }

  private static String tenThousandSteps() {
    return "name: many\nsteps:\n"
        + IntStream.range(0, 10_000)
            .mapToObj(i -> "  - { id: s%d, kind: aggregate, strategy: concat }\n".formatted(i))
            .collect(Collectors.joining());
  }

  /** A decision and a signal are doors too. */
  @Test
  void isRefusedAtAGate() {
    PlanRun plan =
        stack
            .requester()
            .submit("name: gate\nsteps:\n  - { id: ask, kind: gate, title: \"Go?\" }\n");
    JsonNode gate = plan.gate("ask");
    String digest = gate.path("digest").asString("");
    for (String body :
        List.of(
            "{\"decision\": NaN}",
            "{\"decision\":\"GO\",\"digest\":\"" + digest + "\",\"output\":" + DEEP + "}",
            "{\"decision\":\"GO\",\"digest\":\"" + digest + "\",\"comment\":\"\\ud800\"}",
            "{\"decision\":\"GO\",\"digest\":\"" + digest + "\",\"comment\":\"a\\u0000b\"}",
            "{\"decision\":\"GO\",\"decision\":\"REJECT\",\"digest\":\"" + digest + "\"}",
            "")) {
      Door.Reply reply = stack.reviewer().post(PlanRun.decisions(gate), body);
      assertThat(reply.status()).as(reply.text()).isBetween(400, 422);
    }
    for (String signal : List.of("null", "7", "\"GO\"", "{\"gate\":{},\"decision\":[]}")) {
      stack.temporal(
          "workflow",
          "signal",
          "--workflow-id",
          plan.workflow(),
          "--name",
          "decide",
          "--input",
          signal);
    }
    PlanRun.decide(stack.reviewer(), plan.gate("ask"), "GO", null).expect(200);
    plan.await("COMPLETED");
    Inspection.of(stack).plans(plan).mustHold(1);
  }

  /** What a model or a tool gives back. */
  static List<String> bodies() {
    return List.of(
        "{\"a\": NaN}",
        DEEP,
        "\"\\ud800\"",
        "{\"a\\u0000b\": \"c\\u0000d\"}",
        "{\"n\": " + "9".repeat(20_000) + "}",
        "{\"n\": 1e999, \"m\": -0.0, \"l\": 123456789012345678901234567890}",
        "\u0000\u0001\uffff",
        "{\"a\": 1, \"a\": 2}",
        "{{ steps.none.output }}",
        "");
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void endsTheStepThatGotItAndNothingElse(String poison) {
    stack
        .providers()
        .always(Match.path(path), Fault.answer().withBody(poison))
        .always(Match.model("gpt-5.6-terra"), Fault.answer(poison));
    PlanRun plan =
        stack
            .requester()
            .submit(
                """
                name: poison
                steps:
                  - { id: get, kind: tool, tool: http-get, arguments: { url: "%s%s" }, onFailure: continue }
                  - { id: write, kind: agent, agent: copywriter, prompt: Write., maxTokens: 90, route: [openai/gpt-5.6-terra], onFailure: continue }
                  - { id: read, kind: agent, agent: copywriter, dependsOn: [get, write], prompt: "{{ steps.get.output }} {{ steps.write.output }}", maxTokens: 90, route: [anthropic/claude-haiku-4-5], onFailure: continue }
                  - { id: both, kind: aggregate, strategy: concat, dependsOn: [get, write, read] }
                """
                    .formatted(stack.origin(), path));

    plan.await("COMPLETED");

    Inspection.of(stack).plans(plan).mustHold(1);
  }
}
