package dev.cadre.activities.step;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cadre.activities.llm.ModelAnswer;
import dev.cadre.activities.llm.ModelClient;
import dev.cadre.activities.llm.ModelClients;
import dev.cadre.activities.llm.ModelRequest;
import dev.cadre.activities.llm.OwnAddress;
import dev.cadre.activities.llm.Usage;
import dev.cadre.activities.tool.EchoTool;
import dev.cadre.activities.tool.ToolTypes;
import dev.cadre.stores.agent.CatalogueSnapshot;
import dev.cadre.stores.gate.GateClosings;
import dev.cadre.stores.gate.GateReads;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.llm.WorkerLeases;
import dev.cadre.stores.runtime.Payloads;
import dev.cadre.stores.step.Attempts;
import dev.cadre.stores.step.PostgresAttempts;
import dev.cadre.stores.tenant.ModelLimits;
import dev.cadre.stores.tenant.OwnModels;
import dev.cadre.stores.tenant.Permits;
import dev.cadre.stores.tool.Holdings;
import dev.cadre.stores.tool.Talks;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.CallModel;
import dev.cadre.workflows.step.CallTool;
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
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.Mono;

/** The activities of one worker over a real PostgreSQL, with a model that a test scripts. */
abstract class AttemptFixture {

  static final RouteTarget TARGET =
      new RouteTarget(
          "local",
          "smollm2-135m-test",
          8192,
          512,
          1024,
          new BigDecimal("1"),
          new BigDecimal("2"),
          null,
          true);

  @ActivityInterface
  public interface Calls {
    @ActivityMethod(name = "llm.local")
    AttemptResult model(CallModel call);

    @ActivityMethod(name = "tool.echo")
    AttemptResult echo(CallTool call);
  }

  final TestPlans plans = TestPlans.ONE;

  /** Of {@link #worker()}; what {@link #plans} writes is another one's. */
  final GateClosings closings = new GateClosings();

  final List<ModelRequest> requests = new CopyOnWriteArrayList<>();
  final List<TestActivityEnvironment> environments = new CopyOnWriteArrayList<>();
  ModelClient client = request -> answer("Tea is a leaf.\nIt is steeped in hot water.");
  Attempts attempts =
      new PostgresAttempts(
          plans.postgres, plans.keys, CooldownSettings.DEFAULT, Clock.systemUTC(), plans.recent);
  final MeterRegistry figures = new SimpleMeterRegistry();
  int share = 10;
  Permits permits = Permits.ALL;

  @AfterEach
  void close() {
    environments.forEach(TestActivityEnvironment::close);
  }

  /** One worker's activities. */
  AttemptActivities worker() {
    ModelClient counted =
        request -> {
          requests.add(request);
          return client.call(request);
        };
    return new AttemptActivities(
        attempts,
        new GateReads(plans.postgres, plans.keys),
        closings,
        plans.snapshots,
        plans.results,
        doors(counted),
        () -> CatalogueSnapshot.shipped(Set.of("local")),
        new Talks(plans.postgres, plans.keys),
        _ -> Mono.just(permits),
        new ToolTypes(List.of(new EchoTool()), _ -> Holdings.NONE),
        new Bulkheads(share),
        figures);
  }

  private ModelDoors doors(ModelClient counted) {
    return new ModelDoors(
        new ModelClients() {
          @Override
          public Optional<ModelClient> client(String provider) {
            return Optional.of(counted);
          }

          @Override
          public Optional<ModelClient> client(String provider, String key) {
            return Optional.of(counted);
          }

          @Override
          public Optional<ModelClient> client(String provider, OwnAddress own) {
            return Optional.of(counted);
          }
        },
        new OwnModels(plans.postgres, plans.keys),
        new ModelLimits(plans.postgres),
        new WorkerLeases(plans.postgres));
  }

  Calls calls() {
    return calls(worker());
  }

  /** An environment runs one activity at a time, so each caller gets its own. */
  Calls calls(AttemptActivities worker) {
    return stub(worker, Calls.class);
  }

  final <T> T stub(AttemptActivities worker, Class<T> calls) {
    TestActivityEnvironment environment =
        TestActivityEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(
                    WorkflowClientOptions.newBuilder().setDataConverter(Payloads.clear()).build())
                .build());
    environments.add(environment);
    environment.registerActivitiesImplementations(worker);
    return environment.newActivityStub(
        calls,
        ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofSeconds(30))
            .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
            .build());
  }

  static AgentStep agent(String id, String prompt, String... dependsOn) {
    return new AgentStep(
        id, NewPlans.options(dependsOn), "copywriter", prompt, List.of(), null, null);
  }

  static CallModel call(PlanId plan, String step, Map<String, Integer> uses) {
    return call(plan, step, uses, new AttemptKey(plan, step, 1, 0, 1));
  }

  static CallModel call(PlanId plan, String step, Map<String, Integer> uses, AttemptKey key) {
    return call(key, TARGET, null, uses);
  }

  /** A call of one of the plan's own route. */
  static CallModel call(AttemptKey key, RouteTarget target) {
    return call(key, null, target.toString(), Map.of());
  }

  private static CallModel call(
      AttemptKey key,
      @Nullable RouteTarget target,
      @Nullable String model,
      Map<String, Integer> uses) {
    return new CallModel(
        TestPlans.TENANT,
        key,
        1,
        target,
        model,
        uses,
        List.of(),
        null,
        null,
        512,
        false,
        false,
        Duration.ofSeconds(10));
  }

  static ModelAnswer answer(String text) {
    return new ModelAnswer(text, text, List.of(), "smollm2", new Usage(10, 0, 20), "stop", 200);
  }

  static ApplicationFailure failure(Runnable call) {
    ActivityFailure thrown = catchThrowableOfType(ActivityFailure.class, call::run);
    return (ApplicationFailure) thrown.getCause();
  }
}
