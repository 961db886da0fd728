package dev.cadre.activities.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cadre.activities.llm.ModelAnswer;
import dev.cadre.activities.llm.ModelClient;
import dev.cadre.activities.llm.ModelRequest;
import dev.cadre.activities.llm.Refusals;
import dev.cadre.activities.llm.Usage;
import dev.cadre.activities.tool.EchoTool;
import dev.cadre.stores.agent.FileCatalogue;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.runtime.Payloads;
import dev.cadre.stores.step.Attempt;
import dev.cadre.stores.step.Attempts;
import dev.cadre.stores.step.Begun;
import dev.cadre.stores.step.Bill;
import dev.cadre.stores.step.PostgresAttempts;
import dev.cadre.stores.step.Settled;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.EvaluateCondition;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.CallModel;
import dev.cadre.workflows.step.CallTool;
import dev.cadre.workflows.step.ToolStep;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestEnvironmentOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

@Timeout(60)
class AttemptActivitiesIT {

  private static final RouteTarget TARGET =
      new RouteTarget(
          "local", "smollm2-135m", 8192, 512, 1024, new BigDecimal("1"), new BigDecimal("2"), null);

  @ActivityInterface
  public interface Calls {
    @ActivityMethod(name = "llm.local")
    AttemptResult model(CallModel call);

    @ActivityMethod(name = "tool.echo")
    AttemptResult echo(CallTool call);
  }

  private final TestPlans plans = TestPlans.ONE;
  private final List<ModelRequest> requests = new CopyOnWriteArrayList<>();
  private final List<TestActivityEnvironment> environments = new CopyOnWriteArrayList<>();
  private ModelClient client = request -> answer("Tea is a leaf.\nIt is steeped in hot water.");
  private Attempts attempts =
      new PostgresAttempts(
          plans.postgres, plans.keys, CooldownSettings.DEFAULT, Clock.systemUTC(), plans.recent);
  private final MeterRegistry figures = new SimpleMeterRegistry();
  private int share = 10;

  @AfterEach
  void close() {
    environments.forEach(TestActivityEnvironment::close);
  }

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
    var end =
        plans.book.close(
            new ClosePlan(
                TestPlans.TENANT,
                plan,
                1,
                PlanStatus.COMPLETED,
                null,
                null,
                null,
                Map.of("facts", 1, "draft", 1)));
    assertThat(end.status()).isEqualTo(PlanStatus.COMPLETED);
  }

  @Test
  void failsByCategoryWithTheWholeFailure() {
    PlanId plan = plans.open(null, agent("draft", "Hello"));
    client =
        request -> {
          throw Refusals.of(FailureCategory.UPSTREAM, 502);
        };
    ApplicationFailure failure = failure(() -> calls().model(call(plan, "draft", Map.of())));
    assertThat(failure.getType()).isEqualTo("UPSTREAM");
    assertThat(failure.isNonRetryable()).isTrue();
    assertThat(failure.getDetails().get(AttemptFailure.class).status()).isEqualTo(502);
    assertThat(requests).hasSize(1);
  }

  @Test
  void logsAnExpectedFailureInOneLineAndAnUnexpectedOneWithItsStack() {
    PlanId plan = plans.open(null, agent("draft", "Hello"), agent("second", "Hello"));
    String expected =
        logged(() -> {
          client =
              request -> {
                throw Refusals.of(FailureCategory.RATE_LIMIT, 429);
              };
          failure(() -> calls().model(call(plan, "draft", Map.of())));
        });
    String unexpected =
        logged(() -> {
          client =
              request -> {
                throw new IllegalStateException("a bug");
              };
          failure(() -> calls().model(call(plan, "second", Map.of())));
        });

    assertThat(expected.lines().filter(line -> line.contains("failed") || line.contains("\tat ")))
        .singleElement()
        .asString()
        .contains("INFO", "plan=" + plan, "step=draft", "target=local/smollm2-135m")
        .contains("category=RATE_LIMIT");
    assertThat(unexpected).contains("WARN", "a bug", "\tat ");
  }

  @Test
  void countsAttemptsTheirTimeTokensAndCostOnce() {
    PlanId plan = plans.open(null, agent("draft", "Hello"), agent("second", "Hello"));
    Calls calls = calls();
    calls.model(call(plan, "draft", Map.of()));
    calls.model(call(plan, "draft", Map.of()));
    client =
        request -> {
          throw Refusals.of(FailureCategory.RATE_LIMIT, 429);
        };
    failure(() -> calls.model(call(plan, "second", Map.of())));
    failure(() -> calls.model(call(plan, "second", Map.of())));

    assertThat(attempts("OK")).isEqualTo(1);
    assertThat(attempts("RATE_LIMIT")).isEqualTo(1);
    assertThat(figures.get("cadre.attempt").tag("provider", "local").timer().count()).isEqualTo(2);
    assertThat(figures.get("cadre.tokens").tag("kind", "input").counter().count()).isEqualTo(10);
    assertThat(figures.get("cadre.tokens").tag("kind", "output").counter().count()).isEqualTo(20);
    assertThat(figures.get("cadre.cost").tag("currency", "USD").counter().count())
        .isEqualTo(0.00005);
  }

  private double attempts(String category) {
    return figures
        .get("cadre.attempts")
        .tags("provider", "local", "category", category)
        .counter()
        .count();
  }

  /** What goes to the log meanwhile; slf4j-simple writes to the standard error. */
  private static String logged(Runnable work) {
    PrintStream before = System.err;
    var bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      work.run();
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void failsAnExpressionBeforeAnyCall() {
    PlanId plan = plans.open(null, agent("draft", "{{ input.topic.size.none }}"));
    ApplicationFailure failure = failure(() -> calls().model(call(plan, "draft", Map.of())));
    assertThat(failure.getType()).isEqualTo("EXPRESSION_ERROR");
    assertThat(failure.getOriginalMessage()).startsWith("/steps/0");
    assertThat(requests).isEmpty();
    assertThat(plans.read("select count(*) from attempt where plan_id = ?", plan.value()))
        .isEqualTo("0");
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
          public Mono<Settled> fail(Attempt attempt, int call, Bill bill, AttemptFailure failure) {
            return real.fail(attempt, call, bill, failure);
          }
        };
    PlanId plan = plans.open(null, agent("draft", "Hello"));
    assertThat(calls().model(call(plan, "draft", Map.of())).output().value()).isNotNull();
    assertThat(requests).hasSize(1);
    assertThat(down.get()).isNegative();
  }

  @Test
  void letsAJudgePickByNumberOnly() {
    PlanId plan =
        plans.open(
            null,
            agent("a", "One"),
            agent("b", "Two"),
            new AggregateStep(
                "best",
                NewPlans.options("a", "b"),
                List.of("a", "b"),
                AggregateStep.Strategy.PICK_BEST,
                "",
                null,
                "judge",
                List.of()));
    Calls calls = calls();
    client = request -> answer("first text");
    calls.model(call(plan, "a", Map.of()));
    client = request -> answer("second text");
    calls.model(call(plan, "b", Map.of()));
    client = request -> answer("The best is 2.");
    ApplicationFailure failure =
        failure(() -> calls.model(call(plan, "best", Map.of("a", 1, "b", 1))));
    assertThat(failure.getType()).isEqualTo("MALFORMED");
    client = request -> answer(" 2\n");
    AttemptResult picked =
        calls.model(
            call(plan, "best", Map.of("a", 1, "b", 1), new AttemptKey(plan, "best", 1, 0, 2)));
    assertThat(picked.pickedFrom()).isEqualTo("b");
    assertThat(picked.output().value()).isEqualTo("second text");
  }

  @Test
  void callsAToolWithRenderedArguments() {
    PlanId plan =
        plans.open(
            null,
            new ToolStep(
                "say",
                NewPlans.options(),
                "echo",
                Map.of("body", Map.of("about", "{{ input.topic }}")),
                false));
    AttemptResult result =
        calls()
            .echo(
                new CallTool(
                    TestPlans.TENANT,
                    new AttemptKey(plan, "say", 1, 0, 1),
                    1,
                    "echo",
                    Map.of(),
                    List.of(),
                    Duration.ofSeconds(3)));
    assertThat(result.output().value())
        .isEqualTo(Map.of("status", 200L, "headers", Map.of(), "body", Map.of("about", "tea")));
  }

  @Test
  void evaluatesConditionsOutsideTheWorkflowAndFailsAResultThatErrs() {
    PlanId plan = plans.open("{{ steps.draft.output.none }}", agent("draft", "Hello"));
    calls().model(call(plan, "draft", Map.of()));
    assertThat(
            plans.book.evaluate(
                new EvaluateCondition(
                    TestPlans.TENANT,
                    plan,
                    1,
                    "steps.draft.output.contains('leaf') && input.topic == 'tea'",
                    "/steps/1/when",
                    Map.of("draft", 1),
                    List.of())))
        .isTrue();
    var end =
        plans.book.close(
            new ClosePlan(
                TestPlans.TENANT,
                plan,
                1,
                PlanStatus.COMPLETED,
                null,
                null,
                null,
                Map.of("draft", 1)));
    assertThat(end.status()).isEqualTo(PlanStatus.FAILED);
    assertThat(end.reason()).isEqualTo("EXPRESSION_ERROR");
  }

  /** One worker's activities. */
  private AttemptActivities worker() {
    ModelClient counted =
        request -> {
          requests.add(request);
          return client.call(request);
        };
    return new AttemptActivities(
        attempts,
        plans.snapshots,
        plans.results,
        provider -> Optional.of(counted),
        FileCatalogue.of(Set.of("local")),
        List.of(new EchoTool()),
        new Bulkheads(share),
        figures);
  }

  private Calls calls() {
    return calls(worker());
  }

  /** An environment runs one activity at a time, so each caller gets its own. */
  private Calls calls(AttemptActivities worker) {
    TestActivityEnvironment environment =
        TestActivityEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(
                    WorkflowClientOptions.newBuilder().setDataConverter(Payloads.clear()).build())
                .build());
    environments.add(environment);
    environment.registerActivitiesImplementations(worker);
    return environment.newActivityStub(
        Calls.class,
        ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofSeconds(30))
            .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
            .build());
  }

  private static AgentStep agent(String id, String prompt, String... dependsOn) {
    return new AgentStep(
        id, NewPlans.options(dependsOn), "copywriter", prompt, List.of(), null, null);
  }

  private static CallModel call(PlanId plan, String step, Map<String, Integer> uses) {
    return call(plan, step, uses, new AttemptKey(plan, step, 1, 0, 1));
  }

  private static CallModel call(
      PlanId plan, String step, Map<String, Integer> uses, AttemptKey key) {
    return new CallModel(
        TestPlans.TENANT,
        key,
        1,
        TARGET,
        uses,
        List.of(),
        null,
        null,
        512,
        false,
        false,
        Duration.ofSeconds(10));
  }

  private static ModelAnswer answer(String text) {
    return new ModelAnswer(text, text, "smollm2", new Usage(10, 0, 20), "stop", 200);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ApplicationFailure failure(Runnable call) {
    ActivityFailure thrown = catchThrowableOfType(ActivityFailure.class, call::run);
    return (ApplicationFailure) thrown.getCause();
  }
}
