package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.invariant.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** One key, one plan; and no plan is lost because Temporal is away. */
@Timeout(180)
@ExtendWith(OnStack.class)
class IdempotencyIT {

  private final Stack stack;
  private final String label = "label-" + UUID.randomUUID();

  IdempotencyIT(Stack stack) {
    this.stack = stack;
  }

  private String plan(String goal) {
    return """
    name: once
    goal: %s
    labels: [%s]
    steps:
      - { id: write, kind: agent, agent: copywriter, prompt: %s, maxTokens: 60, route: [openai/gpt-5.6-terra] }
    """
        .formatted(goal, label, label);
  }

  private List<JsonNode> plans() {
    return PlanRun.items(stack.requester().get("/v1/plans?label=" + label).expect(200).json());
  }

  @Test
  void fiftySubmissionsWithOneKeyMakeOnePlan() throws Exception {
    String key = UUID.randomUUID().toString();
    List<Callable<Door.Reply>> calls =
        Stream.generate(
                () -> (Callable<Door.Reply>) () -> stack.requester().submit(plan("Once"), key))
            .limit(50)
            .toList();
    List<Door.Reply> replies = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Door.Reply> reply : threads.invokeAll(calls)) {
        replies.add(reply.get());
      }
    }

    assertThat(replies).extracting(Door.Reply::status).containsOnly(200, 201);
    assertThat(replies.stream().filter(reply -> reply.status() == 201)).hasSize(1);
    assertThat(replies).extracting(Door.Reply::text).containsOnly(replies.getFirst().text());
    assertThat(plans()).hasSize(1);
    PlanRun run = new PlanRun(stack.requester(), replies.getFirst().json().path("id").asString(""));
    run.await("COMPLETED");
    assertThat(calledWithLabel()).isEqualTo(1);
    assertThat(
            stack.temporal(
                "workflow",
                "list",
                "--query",
                "WorkflowId = '" + run.workflow() + "'",
                "--output",
                "json"))
        .containsOnlyOnce("\"executionTime\"");
    Door.Reply other = stack.requester().submit(plan("Twice"), key);
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.code()).isEqualTo("IDEMPOTENCY_CONFLICT");
    assertThat(plans()).hasSize(1);
    Inspection.of(stack)
        .requests(
            replies.stream()
                .map(reply -> new Evidence.Request(key, reply.text(), run.id()))
                .toList())
        .mustHold(1);
  }

  private long calledWithLabel() {
    return stack.providers().ledger().stream().filter(call -> call.body().contains(label)).count();
  }

  @Test
  void takesAPlanWhileTemporalIsDownAndRunsItAfterwards() {
    long killed = stack.kill("temporal");
    Door.Reply taken = stack.requester().submit(plan("Later"), UUID.randomUUID().toString());

    assertThat(stack.answersTemporal()).as("Temporal was still down").isFalse();
    assertThat(taken.status()).isEqualTo(201);
    assertThat(taken.json().path("status").asString("")).isEqualTo("SCHEDULED");
    stack.awaitAnother("temporal", killed);
    new PlanRun(stack.requester(), taken.json().path("id").asString("")).await("COMPLETED");
    assertThat(calledWithLabel()).isEqualTo(1);
  }
}
