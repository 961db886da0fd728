package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** F-15 and F-18: values of megabytes, thousands of items, and histories that become long. */
@Timeout(value = 15, unit = java.util.concurrent.TimeUnit.MINUTES)
@ExtendWith(OnStack.class)
class SizesIT {

  private static final int MEGABYTES = 9 << 20;

  /**
   * Some 3 events an item: more than the server lets a history grow before it suggests a new one.
   */
  private static final int ITEMS = Soak.on() ? 10_000 : 1_500;

  private static final int MOST_OF_AN_EVENT = 4_096;

  private final Stack stack;

  SizesIT(Stack stack) {
    this.stack = stack;
  }

  private JsonNode history(PlanRun plan) {
    return Door.JSON
        .readTree(stack.temporal("workflow", "show", "-w", plan.workflow(), "-o", "json"))
        .path("events");
  }

  @Test
  void keepsValuesOfMegabytesOutOfTheHistory() {
    Map<String, Object> document =
        Map.of(
            "name",
            "large",
            "input",
            Map.of("text", "canary ".repeat(MEGABYTES / 7)),
            "steps",
            List.of(
                echo("large", "{{ input.text }}", Map.of()),
                echo(
                    "size",
                    "{{ size(steps.large.output.body) }}",
                    Map.of("dependsOn", List.of("large"), "when", "input.text.size() > 1000")),
                Map.of(
                    "id",
                    "each",
                    "kind",
                    "map",
                    "over",
                    "[1, 2, 3]",
                    "dependsOn",
                    List.of("size"),
                    "step",
                    echo("copy", "{{ input.text }}", Map.of()))),
            "result",
            "{{ steps.size.output.body }}");
    PlanRun plan = stack.requester().submit(Door.JSON.writeValueAsString(document));

    plan.await("COMPLETED");
    assertThat(plan.result()).isEqualTo(MEGABYTES / 7 * 7);
    assertThat(plan.step("each").path("result").path("size").asLong(0))
        .isGreaterThan(3L * (MEGABYTES - 7));
    assertThat(history(plan).valueStream())
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.toString()).hasSizeLessThan(MOST_OF_AN_EVENT));
  }

  @Test
  void goesOnInNewHistoriesWithoutLosingAnItemOrASignal() {
    Map<String, Object> document =
        Map.of(
            "name",
            "long",
            "input",
            Map.of("items", IntStream.range(0, ITEMS).boxed().toList()),
            "steps",
            List.of(
                Map.of(
                    "id",
                    "each",
                    "kind",
                    "map",
                    "over",
                    "input.items",
                    "concurrency",
                    100,
                    "step",
                    echo("one", "{{ item }}", Map.of())),
                Map.of(
                    "id", "ready", "kind", "wait", "signal", "go", "dependsOn", List.of("each"))),
            "result",
            Map.of(
                "items", "{{ steps.each.output.map(each, each.body) }}",
                "signal", "{{ steps.ready.output.payload }}"));
    PlanRun plan = stack.requester().submit(Door.JSON.writeValueAsString(document));
    plan.awaitState("each", "RUNNING");
    stack.requester().post("/v1/plans/" + plan.id() + "/signals/go", "\"early\"").expect(202);
    Instant died = Instant.now();
    stack.awaitAnother("worker", stack.kill("worker"));

    plan.await("COMPLETED");
    assertThat(plan.result())
        .isEqualTo(Map.of("items", IntStream.range(0, ITEMS).boxed().toList(), "signal", "early"));
    assertThat(
            stack.temporal("workflow", "list", "--query", "WorkflowId='" + plan.workflow() + "'"))
        .contains("ContinuedAsNew");
    Inspection.of(stack).plans(plan).crashes(died).mustHold(1);
  }

  private static Map<String, Object> echo(String id, String body, Map<String, Object> more) {
    Map<String, Object> step = new java.util.HashMap<>(more);
    step.putAll(
        Map.of("id", id, "kind", "tool", "tool", "echo", "arguments", Map.of("body", body)));
    return step;
  }
}
