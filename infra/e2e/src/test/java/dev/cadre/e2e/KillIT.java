package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import dev.cadre.testkit.fault.SeenCall;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Each part is killed in the middle of the sample plan: while a model writes, and while a person is
 * waited for.
 */
@Timeout(180)
@ExtendWith(OnStack.class)
class KillIT {

  private static final String MODEL = "claude-sonnet-5";
  private static final Duration SLOW = Duration.ofSeconds(3);

  private final Stack stack;

  KillIT(Stack stack) {
    this.stack = stack;
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "worker", "temporal", "postgres"})
  void completesWhenItIsKilledWhileAModelWrites(String part) {
    String mark = "writing" + part;
    stack.providers().script(Match.model(MODEL), Fault.answer(mark + " summary").withDelay(SLOW));
    PlanRun plan = submit(mark);
    Await.until("the model is called", Duration.ofSeconds(60), () -> !calls(mark).isEmpty());

    long killed = stack.kill(part);
    Instant died = Instant.now();
    stack.awaitAnother(part, killed);

    PlanRun.decide(stack.reviewer(), plan.gate("review"), "GO", null).expect(200);
    completed(plan, mark, part.equals("worker") || part.equals("temporal") ? 1 : 0);
    Inspection.of(stack).plans(plan).crashes(died).mustHold(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "worker", "temporal", "postgres"})
  void completesWhenItIsKilledWhileAPersonIsWaitedFor(String part) {
    String mark = "waiting" + part;
    PlanRun plan = submit(mark);
    JsonNode gate = plan.gate("review");

    stack.awaitAnother(part, stack.kill(part));

    PlanRun.decide(stack.reviewer(), gate, "GO", "after the crash").expect(200);
    completed(plan, mark, 0);
    Inspection.of(stack).plans(plan).mustHold(1);
  }

  private PlanRun submit(String mark) {
    return stack.requester().submit(SamplePlan.with(stack, posts(mark), mark));
  }

  private static String posts(String mark) {
    return "/posts/" + mark;
  }

  private void completed(PlanRun plan, String mark, int lost) {
    JsonNode ended = plan.await("COMPLETED");
    everyAttemptIsPaidOnce(plan, ended, mark, lost);
    publishedOnce(plan, posts(mark));
    eventsAreWhole(plan);
  }

  private List<SeenCall> calls(String mark) {
    return stack.providers().ledger().stream()
        .filter(call -> MODEL.equals(call.model()) && call.body().contains(mark))
        .toList();
  }

  /** Only the death of the worker, or a long outage of Temporal, makes a call a second one. */
  private void everyAttemptIsPaidOnce(PlanRun plan, JsonNode ended, String mark, int lost) {
    int physical = 0;
    BigDecimal cost = BigDecimal.ZERO;
    for (String step : List.of("summary", "short_post", "story_post")) {
      List<JsonNode> attempts = plan.attempts(step);
      assertThat(attempts).as(step).hasSize(1);
      JsonNode attempt = attempts.getFirst();
      assertThat(attempt.path("state").asString("")).isEqualTo("SETTLED");
      assertThat(attempt.path("calls").asInt(0)).as(step).isBetween(1, 1 + lost);
      physical += attempt.path("calls").asInt(0);
      cost = cost.add(new BigDecimal(attempt.path("cost").path("amount").asString("")));
    }
    assertThat(physical).isBetween(3, 3 + lost);
    assertThat(calls(mark)).hasSize(physical);
    assertThat(new BigDecimal(ended.path("cost").path("amount").asString("")))
        .isEqualByComparingTo(cost);
  }

  private void publishedOnce(PlanRun plan, String posts) {
    assertThat(stack.providers().ledger()).filteredOn(call -> call.path().equals(posts)).hasSize(1);
    assertThat(plan.attempts("publish"))
        .singleElement()
        .matches(attempt -> attempt.path("calls").asInt(0) == 1);
  }

  private static void eventsAreWhole(PlanRun plan) {
    List<JsonNode> events = plan.events();
    assertThat(events)
        .extracting(event -> event.path("seq").asLong(0))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
    List<String> types = events.stream().map(event -> event.path("type").asString("")).toList();
    assertThat(types).last().isEqualTo("plan.completed");
    assertThat(types.stream().filter("step.completed"::equals)).hasSize(6);
    assertThat(types.stream().filter("gate.opened"::equals)).hasSize(1);
    assertThat(types.stream().filter("gate.closed"::equals)).hasSize(1);
  }
}
