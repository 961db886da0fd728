package dev.cadre.workflows.plan;

import dev.cadre.workflows.expression.Expressions;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.SubplanStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the expressions of a scope see: the outputs of its own steps and of those around it, the
 * input, and what containers bind.
 */
public final class Sight {

  /** An output that stands, and which occurrence made it. */
  public record Seen(int occurrence, Output output) {}

  private final PlanGraph graph;
  private final PlanState state;
  private final @Nullable Sight outer;
  private final @Nullable Output input;
  private final List<Frame> frames;
  private final Set<String> names;
  private final @Nullable Long turn;
  private @Nullable Seen before;

  private Sight(
      PlanGraph graph,
      PlanState state,
      @Nullable Sight outer,
      @Nullable Output input,
      List<Frame> frames,
      Set<String> names,
      @Nullable Long turn) {
    this.graph = graph;
    this.state = state;
    this.outer = outer;
    this.input = input;
    this.frames = frames;
    this.names = names;
    this.turn = turn;
  }

  /** Of the plan's own graph. */
  public static Sight plan(PlanGraph graph, PlanState state, Output input) {
    return new Sight(graph, state, null, input, List.of(), Expressions.PLAN_VARIABLES, null);
  }

  /** Of an instance of a container that stands in this scope. */
  public Sight inside(Step container, Frame frame, PlanGraph inner, PlanState innerState) {
    List<Frame> deeper = new ArrayList<>(frames);
    deeper.add(frame);
    Set<String> inside = Names.inside(container, names);
    if (container instanceof SubplanStep) {
      return new Sight(inner, innerState, null, null, List.of(frame), inside, null);
    }
    Long nearest = container instanceof LoopStep ? (Long) (long) frame.index() : turn;
    return new Sight(inner, innerState, this, input, deeper, inside, nearest);
  }

  /** In a loop: what the turn before made of its step. */
  public void before(@Nullable Seen last) {
    before = last;
  }

  List<Frame> frames() {
    return frames;
  }

  /** The variables. */
  public Set<String> names() {
    return names;
  }

  /** The latest output of a step; null when it has none. */
  public @Nullable Seen seen(String id) {
    if (!graph.has(id)) {
      return outer == null ? null : outer.seen(id);
    }
    int step = graph.position(id);
    Output output = state.output(step);
    if (output != null && state.state(step) == StepState.COMPLETED) {
      return new Seen(state.occurrence(step), output);
    }
    // A turn that made nothing does not stand behind the one before.
    return state.state(step).terminal() ? null : before;
  }

  /** The occurrence of each of these steps that has an output. */
  Map<String, Integer> uses(Iterable<String> ids) {
    Map<String, Integer> uses = new HashMap<>();
    for (String id : ids) {
      Seen seen = seen(id);
      if (seen != null) {
        uses.put(id, seen.occurrence());
      }
    }
    return uses;
  }

  /**
   * The variables' values; null when one that is read is known to an activity only.
   *
   * @param source the text that reads
   * @param reads the steps that it names
   */
  @Nullable Map<String, Object> bindings(String source, Set<String> reads) {
    if (hidden(source)) {
      return null;
    }
    Map<String, Object> steps = new HashMap<>();
    for (String id : reads) {
      Seen seen = seen(id);
      if (seen != null && !seen.output().inline()) {
        return null;
      }
      Map<String, @Nullable Object> step = new HashMap<>();
      step.put("output", seen == null ? null : seen.output().value());
      steps.put(id, step);
    }
    Map<String, Object> bindings = new HashMap<>();
    bindings.put("input", input == null || input.value() == null ? Map.of() : input.value());
    bindings.put("steps", steps);
    if (turn != null) {
      bindings.put(Names.TURN, turn);
    }
    return bindings;
  }

  /** Whether it may read what the workflow does not hold: a large input, an item. */
  private boolean hidden(String source) {
    boolean far = input == null || !input.inline();
    return names.stream()
        .filter(name -> !name.equals("steps") && !name.equals(Names.TURN))
        .anyMatch(name -> (far || !name.equals("input")) && source.contains(name));
  }
}
