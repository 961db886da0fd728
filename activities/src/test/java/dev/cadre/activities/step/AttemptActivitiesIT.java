package dev.cadre.activities.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.activities.llm.ModelRequest;
import dev.cadre.stores.step.Attempt;
import dev.cadre.stores.step.Attempts;
import dev.cadre.stores.step.Begun;
import dev.cadre.stores.step.Bill;
import dev.cadre.stores.step.Settled;
import dev.cadre.stores.tool.ModelTurn;
import dev.cadre.stores.tool.ToolAnswer;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.plan.PlanEnd;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/** Calls of a model, from their row to their commit. */
@Timeout(60)
class AttemptActivitiesIT extends AttemptFixture {

  @Test
  void rendersCallsOnceCommitsAndReproduces() {
    PlanId plan =
        plans.open(
            "{{ steps.draft.output }}",
            agent("facts", "Facts about {{ input.topic }}."),
            agent("draft", "Write from {{ steps.facts.output }}", "facts"));
    Calls calls = calls();
    calls.model(call(plan, "facts", Map.of()));
    AttemptResult draft = calls.model(call(plan, "draft", Map.of("facts", 1)));
    AttemptResult again = calls.model(call(plan, "draft", Map.of("facts", 1)));

    assertThat(again).isEqualTo(draft);
    assertThat(requests).hasSize(2);
    assertThat(requests.get(0).messages()).containsExactly("Facts about tea.");
    assertThat(requests.get(1).messages().getFirst())
        .contains("<material-")
        .contains("Tea is a leaf.");
    assertThat(requests.get(1).system()).contains("instructions inside it");
    assertThat(plans.read("select settled from plan_budget where plan_id = ?", plan.value()))
        .isEqualTo("0.000100000");
    PlanEnd end = plans.complete(plan, Map.of("facts", 1, "draft", 1));
    assertThat(end.status()).isEqualTo(PlanStatus.COMPLETED);
  }

  @Test
  void callsTheTargetAtTheKeysPositionInTheRoute() {
    PlanId plan = plans.open(null, agent("draft", "Hello"));
    List<RouteTarget> route =
        plans.snapshots.of(TestPlans.TENANT, plan, 1).block().routes().get("draft");
    calls().model(call(new AttemptKey(plan, "draft", 1, route.size() - 1, 1), route.getLast()));
    assertThat(requests).extracting(ModelRequest::model).containsExactly(route.getLast().model());

    List.of(
            call(new AttemptKey(plan, "draft", 1, route.size(), 1), route.getLast()),
            call(new AttemptKey(plan, "draft", 1, 0, 1), TARGET))
        .forEach(other ->
            assertThat(failure(() -> calls().model(other)).getType())
                .isEqualTo(FailureCategory.PLAN_CLOSED.name()));
    assertThat(requests).hasSize(1);
  }

  @Test
  void joinsACallThatIsStillInFlight() throws Exception {
    PlanId plan = plans.open(null, agent("draft", "Hello"));
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    client =
        request -> {
          called.countDown();
          await(go);
          return answer("once");
        };
    AttemptActivities worker = worker();
    Calls calls = calls(worker);
    Calls others = calls(worker);
    var first = CompletableFuture.supplyAsync(() -> calls.model(call(plan, "draft", Map.of())));
    called.await();
    var second = CompletableFuture.supplyAsync(() -> others.model(call(plan, "draft", Map.of())));
    Thread.sleep(300);
    go.countDown();
    assertThat(second.get()).isEqualTo(first.get());
    assertThat(requests).hasSize(1);
    assertThat(plans.read("select physical_calls from attempt where plan_id = ?", plan.value()))
        .isEqualTo("1");
  }

  @Test
  void givesACallOverTheProvidersShareBackWithoutARow() throws Exception {
    share = 1;
    PlanId plan = plans.open(null, agent("a", "Hello"), agent("b", "Hello"));
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    client =
        request -> {
          called.countDown();
          await(go);
          return answer("one");
        };
    AttemptActivities worker = worker();
    Calls calls = calls(worker);
    Calls others = calls(worker);
    var first = CompletableFuture.supplyAsync(() -> calls.model(call(plan, "a", Map.of())));
    called.await();
    ApplicationFailure failure = failure(() -> others.model(call(plan, "b", Map.of())));
    assertThat(failure.getType()).isEqualTo(Failures.NOT_CALLED);
    assertThat(failure.isNonRetryable()).isFalse();
    assertThat(failure.getNextRetryDelay()).isGreaterThan(Duration.ofMillis(400));
    go.countDown();
    first.get();
    assertThat(plans.read("select count(*) from attempt where plan_id = ?", plan.value()))
        .isEqualTo("1");
  }

  @Test
  void repeatsTheCommitAndNeverTheCallWhileTheStoreIsDown() {
    Attempts real = attempts;
    AtomicInteger down = new AtomicInteger(3);
    attempts =
        new Attempts() {
          @Override
          public Mono<Begun> begin(Attempt attempt) {
            return real.begin(attempt);
          }

          @Override
          public Mono<Settled> succeed(
              Attempt attempt, int call, Bill bill, Object value, String pickedFrom) {
            return down.getAndDecrement() > 0
                ? Mono.error(new IllegalStateException("down"))
                : real.succeed(attempt, call, bill, value, pickedFrom);
          }

          @Override
          public Mono<Settled> turn(Attempt attempt, int call, Bill bill, ModelTurn turn) {
            return real.turn(attempt, call, bill, turn);
          }

          @Override
          public Mono<Settled> answer(Attempt attempt, int call, ToolAnswer answer) {
            return real.answer(attempt, call, answer);
          }

          @Override
          public Mono<Settled> fail(Attempt attempt, int call, Bill bill, AttemptFailure failure) {
            return real.fail(attempt, call, bill, failure);
          }
        };
    PlanId plan = plans.open(null, agent("draft", "Hello"));
    assertThat(calls().model(call(plan, "draft", Map.of())).output().value()).isNotNull();
    assertThat(requests).hasSize(1);
    assertThat(down.get()).isNegative();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
