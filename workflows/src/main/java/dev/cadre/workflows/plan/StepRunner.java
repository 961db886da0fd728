package dev.cadre.workflows.plan;

import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.gate.GateDesk;
import dev.cadre.workflows.gate.Shown;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.Calls;
import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepFailed;
import dev.cadre.workflows.step.ToolStep;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs one occurrence of one step, whatever its kind, to its ending. */
final class StepRunner {

  private final StartPlan start;
  private final PlanSnapshot snapshot;
  private final PlanGraph graph;
  private final PlanState state;
  private final PlanBook book;
  private final Values values;
  private final Scribe scribe;
  private final Calls calls;
  private final GateDesk desk;

  StepRunner(
      StartPlan start,
      PlanSnapshot snapshot,
      PlanGraph graph,
      PlanState state,
      PlanBook book,
      Scribe scribe,
      Calls calls,
      GateDesk desk) {
    this.start = start;
    this.snapshot = snapshot;
    this.graph = graph;
    this.state = state;
    this.book = book;
    this.values = new Values(start, book, graph, state, snapshot.input());
    this.scribe = scribe;
    this.calls = calls;
    this.desk = desk;
  }

  /**
   * Runs.
   *
   * @param note a reviewer's comment for this occurrence
   */
  Ending run(int position, @Nullable String note) {
    Step step = graph.step(position);
    try {
      String when = step.options().when();
      if (when != null && !values.condition(when, pointer(position, "when"))) {
        if (step instanceof GateStep) {
          scribe.add(new Fact.GateNotRequired(step.id(), now()));
        }
        return new Ending.NotMet();
      }
      return switch (step) {
        case AgentStep agent -> done(model(agent, agent.agent(), note));
        case ToolStep tool ->
            done(calls.tool(tool, state.occurrence(position), repeatable(tool), uses(tool)));
        case ChoiceStep choice -> choose(choice, position);
        case AggregateStep aggregate -> done(aggregate(aggregate, note));
        case GateStep gate -> desk.open(opening(gate, position));
      };
    } catch (StepFailed e) {
      return e.ending();
    } catch (Calls.StoppedException | CanceledFailure e) {
      return new Ending.Stopped();
    }
  }

  private Output model(Step step, String agent, @Nullable String note) {
    List<RouteTarget> route = Objects.requireNonNull(snapshot.routes().get(step.id()));
    AgentSpec spec = snapshot.agents().get(agent);
    return calls.model(
        step,
        state.occurrence(graph.position(step.id())),
        spec == null ? agent : spec.name(),
        route,
        uses(step),
        note);
  }

  private Output aggregate(AggregateStep step, @Nullable String note) {
    if (step.agent() != null) {
      return model(step, step.agent(), note);
    }
    try {
      return book.aggregate(
              new Aggregate(
                  start.tenant(),
                  start.plan(),
                  start.run(),
                  step.id(),
                  state.occurrence(graph.position(step.id())),
                  uses(step)))
          .output();
    } catch (ActivityFailure e) {
      throw Values.failed(e);
    }
  }

  private Ending choose(ChoiceStep choice, int position) {
    boolean met = values.condition(choice.condition(), pointer(position, "when"));
    Output output = Output.of(StepSchedule.output(choice, met));
    scribe.add(
        new Fact.OutputCommitted(choice.id(), state.occurrence(position), output, "choice", now()));
    return done(output);
  }

  private GateDesk.Opening opening(GateStep gate, int position) {
    String title = values.text(gate.title(), pointer(position, "title"));
    List<Shown> show = gate.show().stream().map(this::shown).flatMap(List::stream).toList();
    return new GateDesk.Opening(gate, position, state.occurrence(position), title, show);
  }

  /** Empty for a step that has no output (it was skipped, or failed and the plan went on). */
  private List<Shown> shown(String id) {
    int position = graph.position(id);
    Output output = state.output(position);
    return output == null
        ? List.of()
        : List.of(new Shown(id, state.occurrence(position), output.sha256()));
  }

  private boolean repeatable(ToolStep tool) {
    return tool.repeatable() || snapshot.repeatableTools().contains(tool.tool());
  }

  private Map<String, Integer> uses(Step step) {
    try {
      return state.uses(StepReads.of(step));
    } catch (ExpressionException e) {
      throw new StepFailed(
          FailureCategory.EXPRESSION_ERROR.name(), step.id() + ": " + e.getMessage());
    }
  }

  private static Ending done(Output output) {
    return new Ending.Done(output);
  }

  private static String pointer(int position, String field) {
    return "/steps/" + position + "/" + field;
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
