package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Signals from outside, and what is read of a map while it is at work. */
@Timeout(180)
@ExtendWith(OnStack.class)
class NestedIT {

  private final Stack stack;

  NestedIT(Stack stack) {
    this.stack = stack;
  }

  private PlanRun waiting() {
    return stack
        .requester()
        .submit(
            """
            name: waits
            steps:
              - { id: early, kind: wait, signal: paid }
              - { id: later, kind: wait, signal: paid, dependsOn: [early] }
            result: ["{{ steps.early.output.payload.n }}", "{{ steps.later.output.payload.n }}"]
            """);
  }

  private static void signal(PlanRun plan, String name, String body, String key) {
    plan.door()
        .send(
            "POST",
            plan.path() + "/signals/" + name,
            body,
            Map.of("Content-Type", "application/json", "Idempotency-Key", key))
        .expect(202);
  }

  /** The request is repeated until it is answered, so it may have been taken before the kill. */
  @ParameterizedTest
  @ValueSource(strings = {"api", "worker", "temporal", "postgres"})
  void countsASignalOnceWhateverIsKilled(String part) {
    PlanRun plan = waiting();
    plan.awaitState("early", "WAITING");

    long killed = stack.kill(part);
    signal(plan, "paid", "{\"n\": 1}", "first");
    signal(plan, "paid", "{\"n\": 1}", "first");
    stack.awaitAnother(part, killed);

    plan.awaitState("early", "COMPLETED");
    plan.awaitState("later", "WAITING");
    signal(plan, "paid", "{\"n\": 2}", "second");
    plan.await("COMPLETED");
    assertThat(plan.result()).isEqualTo(List.of(1, 2));
    assertThat(plan.events())
        .filteredOn(event -> event.path("type").asString("").equals("plan.signalled"))
        .hasSize(2);
  }

  @Test
  void readsAMapOfGatesWhileItIsAtWork() {
    PlanRun plan =
        stack
            .requester()
            .submit(
                """
                name: batch
                input: { topics: [tea, milk, salt] }
                steps:
                  - id: each
                    kind: map
                    over: input.topics
                    concurrency: 3
                    step:
                      id: post
                      kind: subplan
                      input: { topic: "{{ item }}" }
                      steps:
                        - { id: draft, kind: tool, tool: echo, arguments: { body: "On {{ input.topic }}" } }
                        - { id: review, kind: gate, dependsOn: [draft], title: "Post {{ input.topic }}?" }
                      result: "{{ steps.draft.output.body }}"
                result: "{{ steps.each.output }}"
                """);
    Await.until("gates open", Duration.ofSeconds(60), () -> plan.openGates().size() == 3);

    JsonNode review = plan.step("review");
    assertThat(review.path("container").asString("")).isEqualTo("post");
    assertThat(review.path("state").asString("")).isEqualTo("WAITING");
    assertThat(review.path("instances").path("waiting").asInt(0)).isEqualTo(3);
    assertThat(plan.step("post").path("instances").path("running").asInt(0)).isEqualTo(3);
    JsonNode second =
        plan.openGates().stream()
            .filter(gate -> gate.path("path").get(0).asInt() == 1)
            .findFirst()
            .orElseThrow();
    assertThat(second.path("title").asString("")).isEqualTo("Post milk?");
    PlanRun.decide(stack.reviewer(), second, "GO", null).expect(200);
    Await.until("an item is done", Duration.ofSeconds(60), () -> done(plan) == 1);
    plan.openGates()
        .forEach(gate -> PlanRun.decide(stack.reviewer(), gate, "GO", null).expect(200));

    plan.await("COMPLETED");
    assertThat(plan.result()).isEqualTo(List.of("On tea", "On milk", "On salt"));
    assertThat(plan.step("review").path("state").asString("")).isEqualTo("COMPLETED");
    assertThat(items(plan, "each"))
        .extracting(item -> item.path("result").path("output").asString(""))
        .containsExactly("On tea", "On milk", "On salt");
    assertThat(items(plan, "post")).hasSize(6);
    assertThat(plan.attempts("draft"))
        .extracting(attempt -> attempt.path("item").asInt(-1))
        .containsExactly(0, 0, 0);
    assertThat(plan.door().get(plan.path() + "/graph?format=mermaid").text())
        .contains("subgraph s_each", "subgraph s_post", "gate · 3/3");
  }

  /** What was paid for inside of a map that failed is not paid for again. */
  @Test
  void retriesOnlyTheItemThatFailed() {
    String mark = java.util.UUID.randomUUID().toString();
    stack.providers().script(Match.path("/" + mark + "/2"), Fault.status(422));
    PlanRun plan =
        stack
            .requester()
            .submit(
                """
                name: again
                input: { numbers: [1, 2, 3] }
                steps:
                  - id: each
                    kind: map
                    over: input.numbers
                    concurrency: 1
                    step:
                      id: work
                      kind: subplan
                      input: { n: "{{ item }}" }
                      steps:
                        - { id: before, kind: tool, tool: http-get, arguments: { url: "ORIGIN/MARK/b{{ input.n }}" } }
                        - { id: send, kind: tool, tool: http-get, dependsOn: [before], arguments: { url: "ORIGIN/MARK/{{ input.n }}" } }
                      result: "{{ input.n }}"
                result: "{{ steps.each.output }}"
                """
                    .replace("ORIGIN", stack.origin())
                    .replace("MARK", mark));
    plan.await("FAILED");
    plan.door().post(plan.path() + ":retry", "").expect(202);

    plan.await("COMPLETED");
    assertThat(plan.result()).isEqualTo(List.of(1, 2, 3));
    assertThat(stack.providers().ledger())
        .extracting(call -> call.path())
        .filteredOn(path -> path.contains(mark))
        .extracting(path -> path.substring(mark.length() + 2))
        .containsExactly("b1", "1", "b2", "2", "2", "b3", "3");
    Inspection.of(stack).plans(plan).mustHold(1);
  }

  /** What was skipped for a failure runs again too, and is called again. */
  @Test
  void triesASkippedMapAgain() {
    String mark = java.util.UUID.randomUUID().toString();
    stack.providers().script(Match.path("/" + mark + "/1"), Fault.status(422));
    stack.providers().script(Match.path("/" + mark + "/end"), Fault.status(422));
    PlanRun plan =
        stack
            .requester()
            .submit(
                """
                name: skipped
                input: { numbers: [1] }
                steps:
                  - id: each
                    kind: map
                    over: input.numbers
                    onFailure: skip
                    step: { id: send, kind: tool, tool: http-get, arguments: { url: "ORIGIN/MARK/{{ item }}" } }
                  - { id: finish, kind: tool, tool: http-get, dependsOn: [each], arguments: { url: "ORIGIN/MARK/end" } }
                """
                    .replace("ORIGIN", stack.origin())
                    .replace("MARK", mark));
    plan.await("FAILED");
    plan.door().post(plan.path() + ":retry", "").expect(202);

    plan.await("COMPLETED");
    assertThat(stack.providers().ledger())
        .extracting(call -> call.path())
        .filteredOn(path -> path.contains(mark))
        .extracting(path -> path.substring(mark.length() + 2))
        .containsExactly("1", "end", "1", "end");
    Inspection.of(stack).plans(plan).mustHold(1);
  }

  private static int done(PlanRun plan) {
    return plan.step("post").path("instances").path("completed").asInt(0);
  }

  private static List<JsonNode> items(PlanRun plan, String step) {
    return PlanRun.items(
        plan.door().get(plan.path() + "/steps/" + step + "/items").expect(200).json());
  }
}
