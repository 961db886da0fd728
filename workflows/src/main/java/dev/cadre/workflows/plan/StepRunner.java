package dev.cadre.workflows.plan;

import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.GateDesk;
import dev.cadre.workflows.gate.Shown;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.runtime.Changes;
import dev.cadre.workflows.runtime.WorkflowTime;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.Calls;
import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepFailed;
import dev.cadre.workflows.step.SubplanStep;
import dev.cadre.workflows.step.ToolStep;
import dev.cadre.workflows.step.WaitStep;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs one occurrence of one step, whatever its kind, to its ending. */
final class StepRunner {

  /**
   * Earlier histories opened a gate, or began a wait, also where the step had ended while an
   * activity evaluated its condition or a text: people were asked what nobody waited for.
   */
  private static final String ENDED_UNSEEN = "nothing-opens-that-has-ended";

  /** Earlier histories took an edited output of a step outside of the container, and lost it. */
  private static final String ONLY_INSIDE_IS_EDITED = "only-steps-beside-the-gate-are-edited";

  private final RunParts parts;
  private final Scope scope;
  private final PlanGraph graph;
  private final PlanState state;
  private final Rerun rerun;
  private final Values values;
  private final Calls calls;

  StepRunner(RunParts parts, Scope scope) {
    this.parts = parts;
    this.scope = scope;
    graph = scope.graph();
    state = scope.state();
    rerun = new Rerun(graph, state, parts.snapshot().repeatableTools());
    values = new Values(parts, scope.sight());
    calls = parts.calls().apply(scope);
  }

  /**
   * Runs.
   *
   * @param note a reviewer's comment for this occurrence
   */
  Ending run(int position, int occurrence, @Nullable String note) {
    Step step = graph.step(position);
    try {
      String when = step.options().when();
      if (when != null && !values.condition(when, pointer(position, "when"))) {
        if (hasEnded(position, occurrence)) {
          return new Ending.Stopped();
        }
        if (step instanceof GateStep) {
          parts.scribe().add(new Fact.GateNotRequired(step.id(), WorkflowTime.now()));
        }
        return new Ending.NotMet();
      }
      return switch (step) {
        case AgentStep agent -> done(model(agent, agent.agent(), note));
        case ToolStep tool ->
            done(calls.tool(tool, state.occurrence(position), rerun.repeatable(tool), uses(tool)));
        case ChoiceStep choice -> choose(choice, position);
        case AggregateStep aggregate -> done(aggregate(aggregate, note));
        case GateStep gate -> ask(gate, position, occurrence);
        case WaitStep wait -> await(wait, position, occurrence);
        case MapStep map -> new MapRun(parts, scope, map, position, note).run();
        case LoopStep loop -> new LoopRun(parts, scope, loop, position, note).run();
        case SubplanStep subplan -> new SubplanRun(parts, scope, subplan, position, note).run();
      };
    } catch (StepFailed e) {
      return e.ending();
    } catch (Calls.StoppedException | CanceledFailure e) {
      return new Ending.Stopped();
    }
  }

  private Output model(Step step, String agent, @Nullable String note) {
    List<RouteTarget> route = Objects.requireNonNull(parts.snapshot().routes().get(step.id()));
    AgentSpec spec = parts.snapshot().agents().get(agent);
    return calls.model(
        step,
        state.occurrence(graph.position(step.id())),
        spec == null ? agent : spec.name(),
        route,
        parts.snapshot().tools(),
        uses(step),
        note);
  }

  private Output aggregate(AggregateStep step, @Nullable String note) {
    if (step.agent() != null) {
      return model(step, step.agent(), note);
    }
    try {
      return parts
          .book()
          .aggregate(
              new Aggregate(
                  parts.start().tenant(),
                  parts.start().plan(),
                  parts.start().run(),
                  step.id(),
                  state.occurrence(graph.position(step.id())),
                  uses(step),
                  scope.sight().frames()))
          .output();
    } catch (ActivityFailure e) {
      throw Values.failed(e);
    }
  }

  private Ending choose(ChoiceStep choice, int position) {
    boolean met = values.condition(choice.condition(), pointer(position, "when"));
    Output output = Output.of(StepSchedule.output(choice, met));
    scope.facts().committed(position, output, "choice");
    return done(output);
  }

  private Ending ask(GateStep gate, int position, int occurrence) {
    GateDesk.Opening opening = opening(gate, position);
    return hasEnded(position, occurrence) ? new Ending.Stopped() : parts.desk().open(opening);
  }

  private Ending await(WaitStep wait, int position, int occurrence) {
    var waiting = new Waiting(parts, scope, values);
    Duration rest = waiting.rest(wait, position);
    return hasEnded(position, occurrence)
        ? new Ending.Stopped()
        : waiting.run(wait, position, rest);
  }

  /**
   * Whether it has ended without its own doing: what waits ends at once when its scope does, or
   * when a reviewer sends back what lies before it.
   */
  private boolean hasEnded(int position, int occurrence) {
    return (state.occurrence(position) != occurrence || state.state(position).terminal())
        && Changes.include(ENDED_UNSEEN);
  }

  private GateDesk.Opening opening(GateStep gate, int position) {
    String title = values.text(gate.title(), pointer(position, "title"));
    List<Shown> show = gate.show().stream().map(this::shown).flatMap(List::stream).toList();
    return new GateDesk.Opening(
        gate,
        state.occurrence(position),
        state.round(position),
        editable(gate),
        Frame.last(scope.sight().frames()),
        title,
        show,
        decision -> rerun.of(position, decision));
  }

  private boolean editable(GateStep gate) {
    return gate.show().size() != 1
        || graph.has(gate.show().getFirst())
        || !Changes.include(ONLY_INSIDE_IS_EDITED);
  }

  /** Empty for a step that has no output (it was skipped, or failed and the plan went on). */
  private List<Shown> shown(String id) {
    Sight.Seen seen = scope.sight().seen(id);
    return seen == null
        ? List.of()
        : List.of(new Shown(id, seen.occurrence(), seen.output().sha256()));
  }

  Map<String, Integer> uses(Step step) {
    return values.uses(step);
  }

  private static Ending done(Output output) {
    return new Ending.Done(output);
  }

  private String pointer(int position, String field) {
    return scope.pointer(position) + "/" + field;
  }
}
