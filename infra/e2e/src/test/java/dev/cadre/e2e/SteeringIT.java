package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import dev.cadre.testkit.fault.SeenCall;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Operators pause plans, run failed ones again, and do plans again as new ones. */
@Timeout(180)
@ExtendWith(OnStack.class)
class SteeringIT {

  private final Stack stack;
  private final String posts = "/posts/" + UUID.randomUUID();
  private final String topic = "topic " + UUID.randomUUID();

  SteeringIT(Stack stack) {
    this.stack = stack;
  }

  private PlanRun submit() {
    return stack
        .requester()
        .submit(
            """
            name: steer
            input: { topic: "%s" }
            steps:
              - { id: draft, kind: agent, agent: copywriter, prompt: "About {{ input.topic }}.", maxTokens: 100, route: [openai/gpt-5.6-terra] }
              - { id: review, kind: gate, dependsOn: [draft], title: "Publish?" }
              - id: publish
                kind: tool
                tool: http-post
                dependsOn: [review]
                arguments: { url: "%s%s", body: "{{ steps.draft.output }}" }
            result: "{{ steps.draft.output }}"
            """
                .formatted(topic, stack.origin(), posts));
  }

  private JsonNode order(PlanRun plan, String order, String body) {
    return plan.door().post(plan.path() + ":" + order, body).expect(202).json();
  }

  private void approve(PlanRun plan) {
    PlanRun.decide(stack.reviewer(), plan.gate("review"), "GO", null).expect(200);
  }

  private List<SeenCall> published() {
    return stack.providers().ledger().stream().filter(c -> c.path().equals(posts)).toList();
  }

  private long drafted() {
    return stack.providers().ledger().stream()
        .filter(call -> call.model() != null && call.body().contains(topic))
        .count();
  }

  private static List<String> types(PlanRun plan) {
    List<JsonNode> events = plan.events();
    assertThat(events)
        .extracting(event -> event.path("seq").asInt(0))
        .isEqualTo(IntStream.rangeClosed(1, events.size()).boxed().toList());
    return events.stream().map(event -> event.path("type").asString("")).toList();
  }

  @Test
  void takesADecisionWhilePausedAndGoesOnWhenItIsResumed() {
    PlanRun plan = submit();
    plan.gate("review");
    order(plan, "pause", "");
    Await.until("paused", Duration.ofSeconds(60), () -> plan.status().equals("PAUSED"));
    approve(plan);
    plan.awaitState("review", "COMPLETED");

    assertThat(plan.status()).isEqualTo("PAUSED");
    assertThat(plan.state("publish")).isEqualTo("READY");
    assertThat(published()).isEmpty();

    order(plan, "resume", "");
    plan.await("COMPLETED");

    assertThat(published()).hasSize(1);
    assertThat(types(plan))
        .containsSubsequence(
            "plan.pause_requested",
            "plan.paused",
            "gate.closed",
            "plan.resume_requested",
            "plan.running",
            "plan.completed");
  }

  /** Temporal has forgotten the plan: what the new run starts from is in PostgreSQL. */
  @Test
  void retriesFromTheFailedStepWithoutTheHistory() {
    stack.providers().script(Match.path(posts), Fault.status(500));
    PlanRun plan = submit();
    approve(plan);
    plan.await("FAILED");
    stack.temporal("workflow", "delete", "--workflow-id", plan.workflow());

    assertThat(order(plan, "retry", "").path("run").asInt(0)).isEqualTo(2);
    JsonNode ended = plan.await("COMPLETED");

    assertThat(drafted()).isEqualTo(1);
    assertThat(published()).hasSize(2);
    assertThat(published().getLast().idempotencyKey())
        .isNotEqualTo(published().getFirst().idempotencyKey());
    assertThat(ended.path("reason").isNull()).isTrue();
    assertThat(plan.step("publish").path("occurrence").asInt(0)).isEqualTo(2);
    assertThat(types(plan))
        .containsSubsequence("plan.failed", "plan.retried", "plan.started", "plan.completed");
  }

  @Test
  void asksAgainWhenARejectedPlanIsRetried() {
    PlanRun plan = submit();
    PlanRun.decide(stack.reviewer(), plan.gate("review"), "REJECT", "No.").expect(200);
    plan.await("FAILED");

    order(plan, "retry", "");
    PlanRun.decide(stack.reviewer(), plan.gate("review", 2), "GO", null).expect(200);
    plan.await("COMPLETED");

    assertThat(drafted()).isEqualTo(1);
    assertThat(published()).hasSize(1);
  }

  /** As a sender does that stood still for long. */
  @Test
  void doesNotCancelTheRunAfterTheOneThatWasMeant() {
    PlanRun plan = submit();
    PlanRun.decide(stack.reviewer(), plan.gate("review"), "REJECT", "No.").expect(200);
    plan.await("FAILED");
    order(plan, "retry", "");
    JsonNode gate = plan.gate("review", 2);

    long late = cancelOf(plan, 1);
    Await.until("it is sent", Duration.ofSeconds(60), () -> sent(late));

    PlanRun.decide(stack.reviewer(), gate, "GO", null).expect(200);
    plan.await("COMPLETED");
  }

  private long cancelOf(PlanRun plan, int run) {
    return Rows.number(
        stack,
        """
        insert into outbox (tenant_id, plan_id, run, kind)
        select tenant_id, id, %d, 'CANCEL' from plan where id = '%s' returning id\
        """
            .formatted(run, plan.id()));
  }

  private boolean sent(long order) {
    String sql = "select count(*) from outbox where sent_at is not null and id = " + order;
    return Rows.number(stack, sql) == 1;
  }

  @Test
  void tellsAReviewersCommentAgainWhenThePlanIsRetried() {
    PlanRun plan = submit();
    JsonNode gate = plan.gate("review");
    stack.providers().script(Match.model("gpt-5.6-terra"), Fault.status(422));
    PlanRun.decide(stack.reviewer(), gate, "ADJUST", "Name no customer.").expect(200);
    plan.await("FAILED");

    order(plan, "retry", "");
    PlanRun.decide(stack.reviewer(), plan.gate("review", 3), "GO", null).expect(200);
    plan.await("COMPLETED");

    assertThat(stack.providers().ledger())
        .filteredOn(call -> call.model() != null && call.body().contains(topic))
        .extracting(call -> call.body().contains("Name no customer."))
        .containsExactly(false, true, true);
  }

  @Test
  void doesAPlanAgainFromAStepWithWhatStandsBeforeIt() {
    PlanRun origin = submit();
    approve(origin);
    JsonNode before = origin.await("COMPLETED");

    JsonNode made = order(origin, "redo", "{\"from\": \"publish\"}");
    PlanRun again = new PlanRun(origin.door(), made.path("id").asString(""));
    again.await("COMPLETED");

    assertThat(drafted()).isEqualTo(1);
    assertThat(published()).hasSize(2);
    assertThat(again.result()).isEqualTo(origin.result());
    assertThat(again.openGates()).isEmpty();
    assertThat(again.step("review").path("result").path("origin").asString("")).isEqualTo("copied");
    assertThat(again.read().path("redoOf").path("plan").asString("")).isEqualTo(origin.id());
    assertThat(origin.read()).isEqualTo(before);
  }

  @Test
  void asksAgainWhenTheInputWasEdited() {
    PlanRun origin = submit();
    approve(origin);
    origin.await("COMPLETED");

    JsonNode made =
        order(
            origin,
            "redo",
            "{\"from\": \"publish\", \"input\": {\"topic\": \"%s!\"}}".formatted(topic));
    PlanRun again = new PlanRun(origin.door(), made.path("id").asString(""));
    approve(again);
    again.await("COMPLETED");

    assertThat(drafted()).isEqualTo(2);
    assertThat(published()).hasSize(2);
  }
}
