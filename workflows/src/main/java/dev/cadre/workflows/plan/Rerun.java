package dev.cadre.workflows.plan;

import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.runtime.Changes;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.SubplanStep;
import dev.cadre.workflows.step.ToolStep;
import dev.cadre.workflows.step.WaitStep;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.Set;

/** Which steps run again when a reviewer asks for it. */
public final class Rerun {

  /**
   * Earlier histories left other open gates as they were when a tool that must not run again got an
   * edited output: reviewers there were shown what did not stand any more.
   */
  private static final String EDITED_IS_NEW = "an-edited-output-makes-gates-stale";

  /**
   * In earlier histories what a first round had left out stayed out, though a second one took it:
   * the other way of a choice, a stand-in for a step that failed now.
   */
  private static final String LEFT_OUT_IS_DECIDED_ANEW = "what-was-left-out-is-decided-anew";

  private final PlanGraph graph;
  private final PlanState state;
  private final Set<String> repeatableTools;

  /**
   * Of a plan.
   *
   * @param repeatableTools tools whose repeat does no harm, whatever the step says
   */
  public Rerun(PlanGraph graph, PlanState state, Set<String> repeatableTools) {
    this.graph = graph;
    this.state = state;
    this.repeatableTools = repeatableTools;
  }

  /** What a reviewer's ADJUST or REDO of a gate asks for. */
  public Ending.Reopened of(int gate, DecideGate decision) {
    GateStep step = (GateStep) graph.step(gate);
    if (decision.output() != null && graph.has(step.show().getFirst())) {
      int edited = graph.position(step.show().getFirst());
      BitSet shown = new BitSet();
      shown.set(edited);
      BitSet again = adjust(gate, shown);
      BitSet stale = openGatesBehind(shown);
      stale.andNot(again);
      if (!stale.isEmpty() && Changes.include(EDITED_IS_NEW)) {
        again.or(stale);
      }
      again.clear(edited);
      return new Ending.Reopened(again, new BitSet(), null, edited, Output.of(decision.output()));
    }
    boolean redo = decision.decision() == Verdict.REDO;
    BitSet makers = makers(decision.steps().isEmpty() ? step.show() : decision.steps());
    BitSet again = redo ? redo(gate) : adjust(gate, makers);
    return new Ending.Reopened(again, redo ? again : makers, decision.comment(), null, null);
  }

  /**
   * For ADJUST: where the reviewer's comment goes. A chosen step that makes nothing itself (an
   * aggregate without a model, a choice) stands for the agents that feed it.
   */
  public BitSet makers(Collection<String> chosen) {
    BitSet makers = new BitSet(graph.size());
    // What stands outside of this graph stays as it is.
    chosen.stream().filter(graph::has).forEach(id -> collectMakers(graph.position(id), makers));
    return makers;
  }

  private void collectMakers(int step, BitSet makers) {
    switch (graph.step(step)) {
      case AgentStep _ -> makers.set(step);
      case AggregateStep aggregate -> {
        if (aggregate.strategy() == AggregateStep.Strategy.SUMMARIZE) {
          makers.set(step);
        } else {
          aggregate.of().stream()
              .filter(graph::has)
              .forEach(id -> collectMakers(graph.position(id), makers));
        }
      }
      case ChoiceStep _, GateStep _, WaitStep _ ->
          graph.needs(step).forEach(need -> collectMakers(need, makers));
      case MapStep _, LoopStep _, SubplanStep _ -> {
        if (mayRepeat(graph.step(step))) {
          makers.set(step);
        }
      }
      case ToolStep tool -> {
        if (repeatable(tool)) {
          makers.set(step);
        }
      }
    }
  }

  /** For ADJUST: the makers, and what lies between them and the gate. */
  public BitSet adjust(int gate, BitSet makers) {
    BitSet between = new BitSet(graph.size());
    makers.stream().forEach(maker -> between.or(graph.descendants(maker)));
    between.or(makers);
    between.and(graph.ancestors(gate));
    return withGates(gate, between);
  }

  /** For REDO: the whole way that led to the gate. */
  public BitSet redo(int gate) {
    BitSet way = graph.ancestors(gate);
    BitSet agents = new BitSet(graph.size());
    way.stream().filter(i -> asksAgents(graph.step(i))).forEach(agents::set);
    return adjust(gate, agents);
  }

  /**
   * Leaves out what must not happen twice and what never ran, and adds the gate itself and every
   * open gate behind what is now to be made anew.
   */
  private BitSet withGates(int gate, BitSet steps) {
    BitSet again = new BitSet(graph.size());
    steps.stream().filter(this::mayRepeat).forEach(again::set);
    again.or(openGatesBehind(again));
    again.set(gate);
    BitSet out = leftOut(again);
    if (!out.isEmpty() && Changes.include(LEFT_OUT_IS_DECIDED_ANEW)) {
      again.or(out);
    }
    return again;
  }

  /**
   * What was skipped because of how a choice, a gate or a step with a stand-in ended that does so
   * anew; but nothing behind a gate whose rejection stands.
   */
  private BitSet leftOut(BitSet again) {
    BitSet out = new BitSet(graph.size());
    Deque<Integer> open = new ArrayDeque<>(again.stream().boxed().toList());
    while (!open.isEmpty()) {
      dependsOnEndOf(open.pop()).stream()
          .filter(i -> state.notTaken(i) && !again.get(i) && !out.get(i))
          .filter(i -> !barred(i, again))
          .forEach(i -> {
            out.set(i);
            open.push(i);
          });
    }
    return out;
  }

  private boolean barred(int step, BitSet again) {
    Integer gate = state.barredBy(step);
    return gate != null && !again.get(gate);
  }

  private BitSet dependsOnEndOf(int position) {
    Step step = graph.step(position);
    BitSet all =
        step instanceof ChoiceStep || step instanceof GateStep
            ? graph.descendants(position)
            : new BitSet(graph.size());
    String standIn = step.options().onFailure().step();
    if (standIn != null) {
      all.set(graph.position(standIn));
      all.or(graph.descendants(graph.position(standIn)));
    }
    return all;
  }

  private BitSet openGatesBehind(BitSet steps) {
    BitSet behind = new BitSet(graph.size());
    steps.stream().forEach(step -> behind.or(graph.descendants(step)));
    BitSet open = new BitSet(graph.size());
    behind.stream()
        .filter(i -> graph.step(i) instanceof GateStep && state.state(i) == StepState.WAITING)
        .forEach(open::set);
    return open;
  }

  private boolean mayRepeat(int position) {
    return state.state(position).terminal() && mayRepeat(graph.step(position));
  }

  private boolean mayRepeat(Step step) {
    return step instanceof ToolStep tool
        ? repeatable(tool)
        : step.nested().stream().allMatch(this::mayRepeat);
  }

  private static boolean asksAgents(Step step) {
    return step instanceof AgentStep || step.nested().stream().anyMatch(Rerun::asksAgents);
  }

  boolean repeatable(ToolStep tool) {
    return tool.repeatable() || repeatableTools.contains(tool.tool());
  }
}
