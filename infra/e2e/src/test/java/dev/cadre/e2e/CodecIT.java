package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The endpoint through which Temporal's UI shows clear text to those who may see it. */
@Timeout(180)
@ExtendWith(OnStack.class)
class CodecIT {

  private static final String OUTPUT = "narwhalcomet4410";

  private final Stack stack;

  CodecIT(Stack stack) {
    this.stack = stack;
  }

  @Test
  void opensPayloadsForWhoIsSignedInOnly() {
    stack.providers().script(Match.model("gpt-5.6-terra"), Fault.answer(OUTPUT));
    PlanRun plan =
        stack
            .requester()
            .submit(
                """
                name: codec
                goal: Sealed
                steps:
                  - { id: write, kind: agent, agent: copywriter, prompt: Write., maxTokens: 60, route: [openai/gpt-5.6-terra] }
                """);
    plan.await("COMPLETED");
    String history =
        stack.temporal("workflow", "show", "--workflow-id", plan.workflow(), "--output", "json");
    List<JsonNode> payloads = Payloads.in(Door.JSON.readTree(history));
    String body = Door.JSON.writeValueAsString(Map.of("payloads", payloads));

    assertThat(stack.requester().anonymous().post("/codec/decode", body).status()).isEqualTo(401);
    Door.Reply decoded = stack.requester().post("/codec/decode", body).expect(200);

    assertThat(payloads.stream().map(payload -> Payloads.clear(payload, "data")))
        .noneMatch(data -> data.contains(OUTPUT));
    assertThat(Payloads.in(decoded.json()))
        .hasSize(payloads.size())
        .anyMatch(payload -> Payloads.clear(payload, "data").contains(OUTPUT))
        .noneMatch(payload -> Payloads.encoding(payload).contains("encrypted"));
  }
}
