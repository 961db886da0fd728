package dev.cadre.stores.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.gate.GateRead;
import dev.cadre.stores.gate.GateReads;
import dev.cadre.stores.plan.InstanceReads.Last;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.EnterContainer;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.SubplanStep;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is read of steps inside of containers: a map of subplans, and a loop beside it. */
class NestedReadsIT {

  private static final Instant NOW = Instant.now();

  private final TestStore store = TestStore.open();
  private final PlanBookStore book =
      new PlanBookStore(store.postgres(), store.keys(), Clock.systemUTC());
  private final Containers containers =
      new Containers(store.postgres(), store.keys(), Clock.systemUTC());
  private final StepReads steps = new StepReads(store.postgres(), store.keys());
  private final InstanceReads instances = new InstanceReads(store.postgres(), store.keys());
  private final GateReads gates = new GateReads(store.postgres(), store.keys());
  private final PlanId plan = NewPlans.id();
  private int batch;

  NestedReadsIT() {
    Step map =
        new MapStep(
            "m",
            NewPlans.options(),
            "input.list",
            null,
            5,
            new SubplanStep(
                "sub", NewPlans.options(), Map.of(), List.of(agent("a"), agent("b")), null));
    Step loop = new LoopStep("l", NewPlans.options(), agent("turn_of_it"), "false", 5);
    new Submissions(store.postgres(), store.keys(), Clock.systemUTC())
        .submit(
            new Submission(
                TestStore.TENANT,
                plan,
                NewPlans.of(null, null, List.of(map, loop)),
                Map.of(),
                "requester",
                null,
                "{}"))
        .block();
  }

  private static Step agent(String id) {
    return new AgentStep(id, NewPlans.options(), "copywriter", "Hello.", List.of(), null, null);
  }

  private void enter(String step, int occurrence, int items, Frame... around) {
    var container =
        new EnterContainer(
            TestStore.TENANT, plan, 1, step, occurrence, Map.of(), List.of(around), null);
    containers.enter(container, IntStream.range(0, items).boxed().toList(), items).block();
  }

  private void record(Fact... facts) {
    book.record(new RecordFacts(TestStore.TENANT, plan, 1, ++batch, List.of(facts))).block();
  }

  private void moves(String step, int occurrence, StepState to, @Nullable Frame frame) {
    record(new Fact.StepMoved(step, occurrence, to, null, "as told", frame, NOW));
  }

  private void makes(String step, int occurrence, Object output, Frame frame) {
    record(new Fact.OutputCommitted(step, occurrence, Output.of(output), "wait", frame, NOW));
  }

  private static Frame item(int index) {
    return new Frame("m", 1, index, index + 1);
  }

  /** The subplan of an item is its occurrence by the same number. */
  private static Frame inside(int index) {
    return new Frame("sub", index + 1, 0, 100 + index);
  }

  private void startsItems(int count) {
    moves("m", 1, StepState.RUNNING, null);
    enter("m", 1, 4);
    for (int i = 0; i < count; i++) {
      moves("sub", i + 1, StepState.RUNNING, item(i));
      enter("sub", i + 1, 1, item(i));
    }
  }

  private StepRead step(String id) {
    return steps.one(TestStore.TENANT, plan, id).block();
  }

  private List<InstanceRead> items(String step) {
    return instances.page(TestStore.TENANT, plan, step, Last.NONE, 100).block().stream()
        .map(InstanceReads.Placed::read)
        .toList();
  }

  @Test
  void countsWhatHasNotBegunToo() {
    startsItems(3);
    moves("a", 1, StepState.RUNNING, inside(0));
    makes("a", 2, "done", inside(1));
    moves("b", 1, StepState.WAITING, inside(1));
    moves("a", 3, StepState.FAILED, inside(2));
    moves("sub", 3, StepState.FAILED, item(2));

    List<StepRead> read = steps.all(TestStore.TENANT, plan).block();
    assertThat(read)
        .extracting(StepRead::id)
        .containsExactly("m", "sub", "a", "b", "l", "turn_of_it");
    assertThat(read)
        .extracting(StepRead::container)
        .containsExactly(null, "m", "sub", "sub", null, "l");
    assertThat(read.get(0).instances()).isNull();
    assertThat(read.get(1).instances()).isEqualTo(new Instances(4, 2, 0, 0, 1, 0, 0));
    assertThat(read.get(2).instances()).isEqualTo(new Instances(3, 1, 0, 1, 1, 0, 0));
    assertThat(read.get(3).instances()).isEqualTo(new Instances(3, 0, 1, 0, 0, 0, 0));
    assertThat(read)
        .extracting(StepRead::state)
        .containsExactly(
            StepState.RUNNING,
            StepState.RUNNING,
            StepState.RUNNING,
            StepState.WAITING,
            StepState.PENDING,
            StepState.PENDING);
    assertThat(step("b")).isEqualTo(read.get(3));
  }

  @Test
  void readsItemsInTheirOrderPageByPage() {
    startsItems(3);
    makes("a", 1, "of 2", inside(2));
    makes("a", 2, "of 0", inside(0));
    moves("b", 1, StepState.RUNNING, inside(0));
    moves("a", 3, StepState.RUNNING, inside(1));

    assertThat(items("m"))
        .extracting(InstanceRead::step, InstanceRead::item, InstanceRead::scope)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("sub", 0, 1),
            org.assertj.core.api.Assertions.tuple("sub", 1, 2),
            org.assertj.core.api.Assertions.tuple("sub", 2, 3));
    assertThat(items("sub"))
        .extracting(read -> read.step() + read.path())
        .containsExactly("a[0, 0]", "b[0, 0]", "a[1, 0]", "a[2, 0]");
    assertThat(items("a"))
        .extracting(read -> read.result() == null ? null : read.result().output())
        .containsExactly("of 0", null, "of 2");
    assertThat(items("a").get(1).message()).isEqualTo("as told");
    List<InstanceRead> paged = new ArrayList<>();
    Last last = Last.NONE;
    while (last != null) {
      List<InstanceReads.Placed> page =
          instances.page(TestStore.TENANT, plan, "sub", last, 1).block();
      page.forEach(placed -> paged.add(placed.read()));
      last = page.isEmpty() ? null : page.getLast().last();
    }
    assertThat(paged).isEqualTo(items("sub"));
    assertThat(items("none")).isEmpty();
  }

  @Test
  void leavesLargeOutputsToTheReadOfOneInstance() {
    startsItems(1);
    makes("a", 1, "x".repeat(5_000), inside(0));

    ResultRead listed = items("a").getFirst().result();
    assertThat(listed.complete()).isFalse();
    assertThat(listed.output()).isNull();
    assertThat(listed.size()).isEqualTo(5_002);
    InstanceRead whole = instances.one(TestStore.TENANT, plan, "a", 100).block();
    assertThat(whole.result().output()).isEqualTo("x".repeat(5_000));
    assertThat(instances.one(TestStore.TENANT, plan, "sub", 1).block().path()).containsExactly(0);
    assertThat(instances.one(TestStore.TENANT, plan, "a", 101).blockOptional()).isEmpty();
  }

  @Test
  void countsTheTurnsSoFar() {
    moves("l", 1, StepState.RUNNING, null);
    makes("turn_of_it", 1, "one", new Frame("l", 1, 1, 1));
    moves("turn_of_it", 2, StepState.RUNNING, new Frame("l", 1, 2, 2));

    assertThat(step("turn_of_it").instances()).isEqualTo(new Instances(2, 1, 0, 1, 0, 0, 0));
    assertThat(step("turn_of_it").result()).isNull();
    assertThat(items("l")).extracting(InstanceRead::item).containsExactly(1, 2);
  }

  /** A retried or reopened container stands at its next occurrence. */
  @Test
  void forgetsWhatAnEarlierOccurrenceOfTheContainerDid() {
    startsItems(2);
    moves("a", 1, StepState.FAILED, inside(0));
    moves("sub", 1, StepState.FAILED, item(0));
    moves("m", 2, StepState.PENDING, null);

    assertThat(step("sub").instances()).isEqualTo(Instances.NONE);
    assertThat(step("a").state()).isEqualTo(StepState.PENDING);
    assertThat(items("m")).isEmpty();
  }

  @Test
  void showsTheEndOfWhatNeverBegan() {
    startsItems(1);
    makes("a", 1, "done", inside(0));
    book.close(
            new ClosePlan(
                TestStore.TENANT, plan, 1, PlanStatus.CANCELLED, "CANCELLED", null, null, Map.of()),
            null)
        .block();

    assertThat(steps.all(TestStore.TENANT, plan).block())
        .extracting(StepRead::state)
        .containsExactly(
            StepState.CANCELLED,
            StepState.CANCELLED,
            StepState.COMPLETED,
            StepState.CANCELLED,
            StepState.CANCELLED,
            StepState.CANCELLED);
  }

  @Test
  void saysWhichItemAGateAsksAbout() {
    startsItems(3);
    GateId gate = new GateId(UUID.randomUUID());
    record(
        new Fact.StepMoved("b", 1, StepState.WAITING, null, null, inside(2), NOW),
        new Fact.GateOpened(
            gate,
            "b",
            1,
            "Fine?",
            List.of(),
            List.of(),
            "sha256:x",
            Audience.DEFAULT,
            null,
            inside(2),
            NOW));

    GateRead read = gates.one(TestStore.TENANT, gate).block();
    assertThat(read.container()).isEqualTo("sub");
    assertThat(read.item()).isZero();
    assertThat(read.path()).containsExactly(2, 0);
  }
}
