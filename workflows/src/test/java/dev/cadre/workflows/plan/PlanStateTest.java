package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.choice;
import static dev.cadre.workflows.plan.Graphs.concat;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.options;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.tool;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanStateTest {

  /**
   * How each step ends, fixed in advance: 0 completes (a choice takes then), 1 completes (else), 2
   * fails, 3 is not met.
   */
  private record World(Plan plan, int[] endings) {}

  private static World random(long seed) {
    Random random = new Random(seed);
    int size = 1 + random.nextInt(25);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      List<String> needs = new ArrayList<>();
      for (int j = 0; j < i; j++) {
        if (random.nextInt(4) == 0) {
          needs.add("s" + j);
        }
      }
      steps.add(step(random, i, size, needs));
    }
    return new World(
        plan(withBranches(random, steps).toArray(Step[]::new)), random.ints(size, 0, 4).toArray());
  }

  private static Step step(Random random, int i, int size, List<String> needs) {
    OnFailure onFailure =
        switch (random.nextInt(4)) {
          case 0 -> new OnFailure(OnFailure.Mode.SKIP, null);
          case 1 ->
              i + 1 < size
                  ? new OnFailure(OnFailure.Mode.RUN, "s" + (i + 1 + random.nextInt(size - i - 1)))
                  : new OnFailure(OnFailure.Mode.CONTINUE, null);
          default -> new OnFailure(OnFailure.Mode.CONTINUE, null);
        };
    return agent("s" + i, options(null, onFailure, needs.toArray(String[]::new)));
  }

  /** Turns some steps into choices over some of their dependents. */
  private static List<Step> withBranches(Random random, List<Step> steps) {
    List<Step> all = new ArrayList<>(steps);
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (random.nextInt(4) != 0 || step.options().onFailure().step() != null) {
        continue;
      }
      List<String> then = new ArrayList<>();
      List<String> otherwise = new ArrayList<>();
      steps.stream()
          .filter(other -> other.options().dependsOn().contains(step.id()))
          .forEach(other -> {
            switch (random.nextInt(3)) {
              case 0 -> then.add(other.id());
              case 1 -> otherwise.add(other.id());
              default -> {}
            }
          });
      all.set(
          i,
          choice(
              step.id(),
              "true",
              then,
              otherwise,
              step.options().dependsOn().toArray(String[]::new)));
    }
    return all;
  }

  /**
   * Drives the state with endings in the order that {@code order} picks; checks what must hold on
   * the way.
   */
  private static List<StepState> drive(World world, Random order) {
    PlanGraph graph = new PlanGraph(world.plan());
    PlanState state = new PlanState(graph);
    StepSchedule schedule = new StepSchedule(graph, state);
    List<Integer> running = new ArrayList<>();
    BitSet started = new BitSet();
    do {
      for (Integer step = state.poll(); step != null; step = state.poll()) {
        assertThat(graph.needs(step)).allMatch(need -> state.state(need).terminal());
        if (schedule.turn(step) == StepSchedule.Turn.START) {
          assertThat(started.get(step)).isFalse();
          started.set(step);
          state.started(step);
          running.add(step);
        } else {
          state.skipped(step, true);
        }
      }
      if (!running.isEmpty()) {
        end(world, graph, state, running.remove(order.nextInt(running.size())));
      }
    } while (!running.isEmpty() || !state.ended() && hasNext(state));
    assertThat(state.ended()).as("every step ends").isTrue();
    return IntStream.range(0, graph.size()).mapToObj(state::state).toList();
  }

  private static boolean hasNext(PlanState state) {
    return state.count(StepState.PENDING) > 0;
  }

  private static void end(World world, PlanGraph graph, PlanState state, int step) {
    boolean choice = graph.step(step).kind().equals("choice");
    switch (world.endings()[step]) {
      case 0, 1 ->
          state.completed(
              step,
              FakeWorld.output(
                  choice ? Map.of("taken", world.endings()[step] == 0 ? "then" : "else") : "x"));
      case 2 -> {
        if (choice) {
          state.completed(step, FakeWorld.output(Map.of("taken", "then")));
        } else {
          state.failed(step, new BitSet());
        }
      }
      default -> state.skipped(step, false);
    }
  }

  static IntStream seeds() {
    return IntStream.rangeClosed(1, Boolean.getBoolean("cadre.soak") ? 5_000 : 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void endsInTheSameStateWhateverTheOrder(int seed) {
    World world = random(seed);

    Set<List<StepState>> ends =
        IntStream.range(0, 5)
            .mapToObj(i -> drive(world, new Random(i)))
            .collect(java.util.stream.Collectors.toSet());

    assertThat(ends).as("seed %d", seed).hasSize(1);
  }

  @Test
  void startsAllRootsAtOnce() {
    PlanState state = new PlanState(new PlanGraph(plan(agent("a"), agent("b"), agent("c", "a"))));

    assertThat(List.of(state.poll(), state.poll())).containsExactly(0, 1);
    assertThat(state.poll()).isNull();
  }

  @Test
  void rerunsTheMakersBehindAnAggregate() {
    PlanGraph graph =
        new PlanGraph(
            plan(
                agent("notes"),
                agent("a", "notes"),
                agent("b", "notes"),
                concat("best", "a", "b"),
                gate("g", "best")));
    PlanState state = new PlanState(graph);
    IntStream.range(0, 4).forEach(i -> state.completed(i, FakeWorld.output("x")));
    state.waits(4);
    Rerun rerun = new Rerun(graph, state, Set.of());

    assertThat(rerun.makers(List.of("best"))).isEqualTo(bits(1, 2));
    assertThat(rerun.adjust(4, bits(1, 2))).isEqualTo(bits(1, 2, 3, 4));
    assertThat(rerun.redo(4)).isEqualTo(bits(0, 1, 2, 3, 4));
  }

  @Test
  void waitsForWhatIsMadeAnewThroughAStepThatKeepsItsResult() {
    PlanGraph graph =
        new PlanGraph(
            plan(agent("a"), tool("t", Graphs.after("a")), agent("b", "t"), gate("g", "b")));
    PlanState state = new PlanState(graph);
    IntStream.range(0, 3).forEach(i -> state.completed(i, FakeWorld.output("x")));
    state.waits(3);

    state.reopen(bits(0, 2, 3));

    assertThat(state.poll()).isEqualTo(0);
    assertThat(state.poll()).isNull();
    state.completed(0, FakeWorld.output("y"));
    assertThat(state.poll()).isEqualTo(2);
  }

  @Test
  void needsNoStandInForAStepThatIsMadeAnewAndSucceeds() {
    PlanGraph graph =
        new PlanGraph(
            plan(
                agent("a", options(null, new OnFailure(OnFailure.Mode.RUN, "s"))),
                agent("s"),
                gate("g", "a", "s")));
    PlanState state = new PlanState(graph);
    state.failed(0, new BitSet());
    state.completed(1, FakeWorld.output("x"));
    state.waits(2);

    state.reopen(bits(0, 1, 2));

    assertThat(state.poll()).isEqualTo(0);
    assertThat(state.poll()).isNull();
    state.completed(0, FakeWorld.output("y"));
    assertThat(state.poll()).isEqualTo(1);
    assertThat(new StepSchedule(graph, state).turn(1)).isEqualTo(StepSchedule.Turn.NOT_NEEDED);
  }

  @Test
  void reopensOtherGatesThatShowedWhatIsMadeAnew() {
    PlanGraph graph =
        new PlanGraph(
            plan(agent("a"), gate("g", "a"), gate("h", "a"), tool("t", Graphs.after("a"))));
    PlanState state = new PlanState(graph);
    state.completed(0, FakeWorld.output("x"));
    state.waits(1);
    state.waits(2);
    state.started(3);

    assertThat(new Rerun(graph, state, Set.of()).redo(1)).isEqualTo(bits(0, 1, 2));
  }

  private static BitSet bits(int... positions) {
    BitSet bits = new BitSet();
    IntStream.of(positions).forEach(bits::set);
    return bits;
  }
}
