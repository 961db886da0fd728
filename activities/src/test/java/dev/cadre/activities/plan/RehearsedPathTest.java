package dev.cadre.activities.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.plan.Documents;
import dev.cadre.stores.plan.MalformedDocument;
import dev.cadre.stores.runtime.Payloads;
import dev.cadre.testkit.plan.RandomPlans;
import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.expression.Expressions;
import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.plan.Notice;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.plan.PlanWorkflow;
import dev.cadre.workflows.plan.PlanWorkflowImpl;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.rehearsal.Mocks;
import dev.cadre.workflows.rehearsal.Rehearsal;
import dev.cadre.workflows.rehearsal.Rehearsed;
import dev.cadre.workflows.rehearsal.SchemaSample;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.ToolStep;
import dev.cadre.workflows.tenant.TenantId;
import io.temporal.activity.DynamicActivity;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Same graph, same path: a rehearsal goes where the plan's workflow goes with the same answers. */
class RehearsedPathTest {

  private static final int SEEDS = 1_000;
  private static final int RUN_SEEDS = 60;
  private static final int SIGNALS = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final MemoryBook BOOK = new MemoryBook();
  private static TestWorkflowEnvironment environment;
  private static long given;

  private record Given(Plan plan, Object input) {}

  @BeforeAll
  static void start() {
    Expressions.warmUp();
    environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(
                    WorkflowClientOptions.newBuilder().setDataConverter(Payloads.clear()).build())
                .registerSearchAttribute("CadreStatus", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                .build());
    Worker worker = environment.newWorker("cadre");
    worker.registerWorkflowImplementationTypes(PlanWorkflowImpl.class);
    worker.registerActivitiesImplementations(BOOK, (DynamicActivity) BOOK::call);
    environment.start();
  }

  @AfterAll
  static void stop() {
    environment.close();
  }

  static List<Path> examples() throws IOException {
    Path project = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(project.resolve("examples"))) {
      project = project.getParent();
    }
    try (Stream<Path> files = Files.list(project.resolve("examples"))) {
      return files.filter(file -> file.toString().matches(".*\\.(yaml|json)")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void goesTheWayOfTheWorkflow(Path example) throws IOException, MalformedDocument {
    // JSON is YAML too.
    PlanReader.Reading reading =
        PlanReader.read(Documents.parse(Files.readAllBytes(example), Documents.Format.YAML));
    Given given = new Given(reading.plan(), reading.input());

    compare(example.toString(), given, mocks(given.plan(), Set.of(), Set.of()));
    for (Step step : PlanSteps.all(given.plan().steps()).toList()) {
      if (step instanceof GateStep) {
        compare(step.id(), given, mocks(given.plan(), Set.of(), Set.of(step.id())));
      } else if (step.options().onFailure().mode() != OnFailure.Mode.FAIL && calls(step)) {
        compare(step.id(), given, mocks(given.plan(), Set.of(step.id()), Set.of()));
      }
    }
  }

  @Test
  void goesTheWayOfTheWorkflowInRandomPlans() {
    LongStream.range(0, RUN_SEEDS)
        .forEach(seed -> {
          Given given = random(seed);
          compare("seed " + seed, given, harmless(given.plan(), new Random(seed)));
        });
  }

  @Test
  void leavesNoStepWithoutAnEnd() {
    LongStream.range(0, SEEDS)
        .forEach(seed -> {
          Given given = random(seed);
          Random random = new Random(seed);
          Set<String> failing = some(given.plan(), random);
          Mocks mocks = mocks(given.plan(), failing, some(given.plan(), random));
          Rehearsed end = Rehearsal.of(given.plan(), given.input(), mocks, Instant.EPOCH);
          assertThat(end.steps()).as("seed %s", seed).allMatch(line -> line.state().terminal());
          assertThat(end.order()).as("seed %s", seed).hasSize(end.steps().size());
        });
  }

  private static Given random(long seed) {
    PlanReader.Reading reading = PlanReader.read(RandomPlans.of(seed).tree());
    return new Given(reading.plan(), reading.input());
  }

  private static Set<String> some(Plan plan, Random random) {
    return Set.copyOf(
        PlanSteps.all(plan.steps()).filter(_ -> random.nextInt(8) == 0).map(Step::id).toList());
  }

  /** Fails only what does not fail the plan: else chance says what ends before it stops. */
  private static Mocks harmless(Plan plan, Random random) {
    Set<String> failing =
        Set.copyOf(
            PlanSteps.all(plan.steps())
                .filter(step -> step.options().onFailure().mode() != OnFailure.Mode.FAIL)
                .filter(_ -> random.nextBoolean())
                .map(Step::id)
                .toList());
    return mocks(plan, failing, failing);
  }

  /** Says an output for every call, fails these steps and rejects these gates. */
  private static Mocks mocks(Plan plan, Set<String> failing, Set<String> rejected) {
    Map<String, Object> outputs = new HashMap<>();
    Map<String, String> failures = new HashMap<>();
    Map<String, Verdict> decisions = new HashMap<>();
    PlanSteps.all(plan.steps())
        .forEach(step -> {
          if (calls(step)) {
            outputs.put(step.id(), output(step));
            if (failing.contains(step.id())) {
              failures.put(step.id(), "INVALID_REQUEST");
            }
          } else if (step instanceof GateStep && rejected.contains(step.id())) {
            decisions.put(step.id(), Verdict.REJECT);
          }
        });
    return new Mocks(outputs, Map.of(), decisions, failures, Map.of());
  }

  private static boolean calls(Step step) {
    return step instanceof AgentStep
        || step instanceof ToolStep
        || (step instanceof AggregateStep aggregate && aggregate.calls());
  }

  private static Object output(Step step) {
    return switch (step) {
      case AgentStep agent when agent.schema() != null -> SchemaSample.of(agent.schema(), "word");
      case ToolStep _ -> Map.of("status", 200L, "headers", Map.of(), "body", "a page");
      default -> "text of " + step.id();
    };
  }

  private static void compare(String what, Given given, Mocks mocks) {
    Rehearsed rehearsed =
        Rehearsal.of(
            given.plan(),
            given.input(),
            mocks,
            Instant.ofEpochMilli(environment.currentTimeMillis()));
    MemoryPlan ran = run(given, mocks);

    assertThat(ran.end.status()).as(what).isEqualTo(rehearsed.status());
    assertThat(ran.end.reason()).as(what).isEqualTo(rehearsed.reason());
    assertThat(ran.end.step()).as(what).isEqualTo(rehearsed.step());
    assertThat(ran.path()).as(what).isEqualTo(path(rehearsed));
    assertThat(withoutTimes(ran.result)).as(what).isEqualTo(withoutTimes(rehearsed.result()));
  }

  /** The two have waited at different times. */
  private static String withoutTimes(Object result) {
    return String.valueOf(result).replaceAll("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "TIME");
  }

  private static List<String> path(Rehearsed rehearsed) {
    return rehearsed.steps().stream()
        .filter(line -> line.state() != StepState.CANCELLED)
        .map(line -> line.id() + " " + line.item() + " " + line.state())
        .sorted()
        .toList();
  }

  private static MemoryPlan run(Given given, Mocks mocks) {
    PlanId id = new PlanId(new UUID(0x7000L, 0x8000000000000000L + RehearsedPathTest.given++));
    MemoryPlan memory = new MemoryPlan(given.plan(), given.input(), mocks);
    BOOK.add(id, memory);
    PlanWorkflow workflow =
        environment
            .getWorkflowClient()
            .newWorkflowStub(
                PlanWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setTaskQueue("cadre")
                    .setWorkflowId(id.workflowId())
                    .build());
    WorkflowClient.start(workflow::run, new StartPlan(TenantId.DEMO, id, 1));
    for (String signal : PlanSteps.signals(given.plan()).keySet()) {
      for (int i = 0; i < SIGNALS; i++) {
        workflow.notice(new Notice(signal, null, null));
      }
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (memory.end == null && System.nanoTime() < end) {
      decide(workflow, memory);
      environment.sleep(Duration.ofHours(1));
    }
    assertThat(memory.end).as(given.plan().name()).isNotNull();
    return memory;
  }

  private static void decide(PlanWorkflow workflow, MemoryPlan memory) {
    Fact.GateOpened gate = memory.gates.poll();
    while (gate != null) {
      Verdict verdict = memory.mocks.decisions().getOrDefault(gate.step(), Verdict.GO);
      for (int i = 0; i < gate.audience().quorum(); i++) {
        workflow.decide(
            new DecideGate(
                gate.gate().toString(),
                verdict,
                gate.digest(),
                null,
                null,
                null,
                List.of(),
                i == 0 ? "dry run" : "reviewer" + i,
                gate.audience().roles(),
                false));
      }
      gate = memory.gates.poll();
    }
  }
}
