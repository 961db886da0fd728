package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import dev.cadre.testkit.fault.SeenCall;
import java.time.Duration;
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

/** Every door to a decision, and every way in which decisions collide. */
@Timeout(180)
@ExtendWith(OnStack.class)
class DecisionsIT {

  private static final String MODEL = "gpt-5.6-terra";

  private final Stack stack;
  private final String posts = "/posts/" + UUID.randomUUID();

  DecisionsIT(Stack stack) {
    this.stack = stack;
  }

  private PlanRun submit(String gate) {
    return submit(stack.requester(), gate);
  }

  private PlanRun submit(Door door, String gate) {
    return door.submit(
        """
        name: decide
        goal: A person decides
        steps:
          - { id: draft, kind: agent, agent: copywriter, prompt: Write., maxTokens: 100, route: [openai/%s] }
          - { id: review, kind: gate, dependsOn: [draft], title: "Publish?", show: [draft]%s }
          - id: publish
            kind: tool
            tool: http-post
            dependsOn: [review]
            arguments: { url: "%s%s", body: "{{ steps.draft.output }}" }
        """
            .formatted(MODEL, gate, stack.origin(), posts));
  }

  private List<SeenCall> published() {
    return stack.providers().ledger().stream().filter(c -> c.path().equals(posts)).toList();
  }

  private void signal(PlanRun plan, String json) {
    stack.temporal(
        "workflow",
        "signal",
        "--workflow-id",
        plan.workflow(),
        "--name",
        "decide",
        "--input",
        json);
  }

  private JsonNode read(JsonNode gate) {
    return stack.reviewer().get("/v1/gates/" + gate.path("id").asString("")).expect(200).json();
  }

  @Test
  void aSignalOfTheTemporalCommandDecidesOnceHoweverOftenItIsSent() {
    PlanRun plan = submit("");
    JsonNode gate = plan.gate("review");

    String sent =
        "{\"gate\":\"review\",\"decision\":\"GO\",\"reviewer\":\"olga\",\"comment\":\"ok\"}";
    signal(plan, sent);
    signal(plan, sent);

    plan.await("COMPLETED");
    assertThat(published()).hasSize(1);
    JsonNode closed = read(gate);
    assertThat(closed.path("outcome").asString("")).isEqualTo("APPROVED");
    assertThat(closed.path("decisions")).hasSize(1);
    JsonNode decision = closed.path("decisions").path(0);
    assertThat(decision.path("reviewer").asString("")).isEqualTo("olga");
    assertThat(decision.path("asserted").asBoolean(false)).isTrue();
  }

  @Test
  void aSignalBeforeTheGateOpensIsKept() {
    stack
        .providers()
        .script(Match.model(MODEL), Fault.answer("slow").withDelay(Duration.ofSeconds(4)));
    PlanRun plan = submit("");
    plan.awaitState("draft", "RUNNING");

    signal(plan, "{\"gate\":\"review\",\"decision\":\"GO\",\"reviewer\":\"olga\"}");
    assertThat(plan.state("draft")).isEqualTo("RUNNING");

    plan.await("COMPLETED");
    assertThat(published()).hasSize(1);
  }

  @Test
  void anUnreadableSignalBecomesAnEventAndChangesNothing() {
    PlanRun plan = submit("");
    JsonNode gate = plan.gate("review");

    signal(plan, "{\"gate\":\"review\",\"decision\":\"PERHAPS\",\"reviewer\":\"olga\"}");
    signal(plan, "[1, 2]");

    Await.until(
        "both are told",
        Duration.ofSeconds(30),
        () ->
            plan.events().stream()
                    .filter(e -> e.path("type").asString("").equals("gate.refused"))
                    .count()
                == 2);
    assertThat(read(gate).path("status").asString("")).isEqualTo("OPEN");
    PlanRun.decide(stack.reviewer(), gate, "GO", null).expect(200);
    plan.await("COMPLETED");
  }

  @Test
  void fiftyAtOnceCountOnceAndAnswerTheSame() throws Exception {
    PlanRun plan = submit("");
    JsonNode gate = plan.gate("review");

    List<Door.Reply> replies =
        together(
            Stream.generate(() ->
                    (Callable<Door.Reply>)
                        () -> PlanRun.decide(stack.reviewer(), gate, "GO", "all of us"))
                .limit(50)
                .toList());

    assertThat(replies).allMatch(reply -> reply.status() == 200);
    assertThat(replies).extracting(Door.Reply::json).containsOnly(replies.getFirst().json());
    plan.await("COMPLETED");
    assertThat(read(gate).path("decisions")).hasSize(1);
    assertThat(published()).hasSize(1);
    assertThat(
            plan.events().stream().filter(e -> e.path("type").asString("").equals("gate.closed")))
        .hasSize(1);
    assertThat(PlanRun.decide(stack.reviewer(), gate, "GO", "all of us").expect(200).json())
        .isEqualTo(replies.getFirst().json());
    Inspection.of(stack).plans(plan).mustHold(1);
  }

  @Test
  void approveAndRejectInARaceHaveOneWinner() throws Exception {
    PlanRun plan = submit("");
    JsonNode gate = plan.gate("review");
    List<Callable<Door.Reply>> votes = new ArrayList<>();
    for (String vote : List.of("GO", "REJECT", "GO", "REJECT", "GO", "REJECT")) {
      votes.add(() -> PlanRun.decide(stack.reviewer(), gate, vote, null));
    }

    List<Door.Reply> replies = together(votes);

    assertThat(replies).extracting(Door.Reply::status).containsOnly(200, 409);
    List<String> winners =
        replies.stream()
            .filter(reply -> reply.status() == 200)
            .map(reply -> reply.json().path("decision").asString(""))
            .distinct()
            .toList();
    assertThat(winners).hasSize(1);
    assertThat(replies.stream().filter(reply -> reply.status() == 409).map(Door.Reply::code))
        .hasSize(3)
        .isSubsetOf("ALREADY_VOTED", "GATE_CLOSED");
    boolean approved = winners.getFirst().equals("GO");
    plan.await(approved ? "COMPLETED" : "FAILED");
    assertThat(published()).hasSize(approved ? 1 : 0);
    Inspection.of(stack).plans(plan).mustHold(approved ? 1 : 0);
  }

  private static List<Door.Reply> together(List<Callable<Door.Reply>> calls) throws Exception {
    List<Door.Reply> replies = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Door.Reply> reply : threads.invokeAll(calls)) {
        replies.add(reply.get());
      }
    }
    return replies;
  }

  @Test
  void whatIsStaleIncompleteOrNotTheirsIsRefused() {
    PlanRun plan = submit(stack.reviewer(), "");
    JsonNode gate = plan.gate("review");
    String door = PlanRun.decisions(gate);
    String other = "{\"decision\":\"GO\",\"digest\":\"sha256:" + "0".repeat(64) + "\"}";

    Door.Reply stale = submitOther(plan, other);
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.code()).isEqualTo("DIGEST_MISMATCH");
    Door.Reply bare = stack.reviewer().post(door, "{\"decision\":\"GO\"}");
    assertThat(bare.status()).isEqualTo(400);
    assertThat(bare.code()).isEqualTo("DIGEST_REQUIRED");
    Door.Reply member = PlanRun.decide(stack.requester(), gate, "GO", null);
    assertThat(member.status()).isEqualTo(403);
    assertThat(member.code()).isEqualTo("NOT_IN_AUDIENCE");
    Door.Reply own = PlanRun.decide(stack.reviewer(), gate, "GO", null);
    assertThat(own.status()).isEqualTo(403);
    assertThat(own.code()).isEqualTo("FOUR_EYES");
    assertThat(PlanRun.decide(stack.requester().anonymous(), gate, "GO", null).status())
        .isEqualTo(401);
    assertThat(read(gate).path("status").asString("")).isEqualTo("OPEN");
    assertThat(published()).isEmpty();
    plan.door().post(plan.path() + ":cancel", "").expect(202);
    plan.await("CANCELLED");
  }

  /** Somebody else's plan, so that four eyes are not the first objection. */
  private Door.Reply submitOther(PlanRun own, String body) {
    PlanRun plan = submit(stack.requester(), "");
    assertThat(plan.id()).isNotEqualTo(own.id());
    Door.Reply reply = stack.reviewer().post(PlanRun.decisions(plan.gate("review")), body);
    plan.door().post(plan.path() + ":cancel", "").expect(202);
    plan.await("CANCELLED");
    return reply;
  }

  @Test
  void adjustReopensTheGateWithWhatWasWrittenAnew() {
    stack.providers().script(Match.model(MODEL), Fault.answer("dull"), Fault.answer("lively"));
    PlanRun plan = submit("");
    JsonNode first = plan.gate("review");

    PlanRun.decide(stack.reviewer(), first, "ADJUST", "Make it livelier, says Ada.").expect(200);

    JsonNode second = plan.gate("review", 2);
    assertThat(second.path("digest")).isNotEqualTo(first.path("digest"));
    assertThat(second.path("show").path(0).path("output").asString("")).isEqualTo("lively");
    assertThat(plan.attempts("draft"))
        .extracting(attempt -> attempt.path("occurrence").asInt(0))
        .containsExactly(1, 2);
    assertThat(stack.providers().ledger())
        .filteredOn(call -> call.body().contains("Make it livelier, says Ada."))
        .hasSize(1);
    assertThat(PlanRun.decide(stack.reviewer(), first, "GO", null).status()).isEqualTo(409);
    assertThat(published()).isEmpty();
    PlanRun.decide(stack.reviewer(), second, "GO", null).expect(200);
    plan.await("COMPLETED");
    assertThat(published()).singleElement().matches(post -> post.body().equals("lively"));
  }

  @Test
  void rejectNeverRunsWhatLiesBehind() {
    PlanRun plan = submit("");
    PlanRun.decide(stack.reviewer(), plan.gate("review"), "REJECT", "No.").expect(200);

    JsonNode ended = plan.await("FAILED");

    assertThat(ended.path("reason").asString("")).isEqualTo("REJECTED");
    assertThat(ended.path("step").asString("")).isEqualTo("review");
    assertThat(plan.state("publish")).isEqualTo("SKIPPED");
    assertThat(plan.attempts("publish")).isEmpty();
    assertThat(published()).isEmpty();
  }

  @Test
  void aDeadlineRejects() {
    PlanRun plan = submit(", deadline: PT2S");

    JsonNode ended = plan.await("FAILED");

    assertThat(ended.path("reason").asString("")).isEqualTo("REJECTED");
    assertThat(plan.state("publish")).isEqualTo("SKIPPED");
    assertThat(published()).isEmpty();
  }
}
