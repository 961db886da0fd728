package dev.cadre.workflows.rehearsal;

import dev.cadre.workflows.plan.Problem;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.SubplanStep;
import dev.cadre.workflows.step.ToolStep;
import dev.cadre.workflows.step.WaitStep;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a step could answer what it is said to answer. */
final class MockFit {

  /** Takes what is wrong. */
  interface Complaints {
    void add(Problem.Code code, String pointer, String message);
  }

  private final SchemaCheck check;
  private final Complaints complaints;

  MockFit(SchemaCheck check, Complaints complaints) {
    this.check = check;
    this.complaints = complaints;
  }

  /** The value as the step has it; what is wrong with it is complained of. */
  @Nullable Object value(Step step, @Nullable Object said, String pointer) {
    switch (step) {
      case AgentStep agent -> agent(agent, said, pointer);
      case ToolStep _ -> {
        return tool(step, said, pointer);
      }
      case AggregateStep aggregate -> aggregate(aggregate, said, pointer);
      case ChoiceStep _ -> unsayable(step, pointer, "follows from its condition");
      case GateStep _ -> unsayable(step, pointer, "follows from `decisions`");
      case WaitStep _ -> unsayable(step, pointer, "follows from `signals` and the time");
      case MapStep _, LoopStep _, SubplanStep _ ->
          unsayable(step, pointer, "follows from the steps inside of it: say theirs");
    }
    return said;
  }

  /** A step that nothing is said about. */
  void sample(AgentStep step) {
    if (step.schema() != null) {
      String problem = check.problem(step.schema(), Actor.sample(step));
      if (!problem.isEmpty()) {
        complaints.add(
            Problem.Code.MISSING_FIELD,
            "/outputs",
            "No sample of the schema of `"
                + step.id()
                + "` could be made ("
                + problem
                + "); say an output for it.");
      }
    }
  }

  private void agent(AgentStep step, @Nullable Object said, String pointer) {
    if (step.schema() == null) {
      text(step, said, pointer);
      return;
    }
    String problem = check.problem(step.schema(), said);
    if (!problem.isEmpty()) {
      complaints.add(
          Problem.Code.WRONG_TYPE,
          pointer,
          "The output of `" + step.id() + "` does not fit its schema: " + problem + ".");
    }
  }

  private void text(Step step, @Nullable Object said, String pointer) {
    if (!(said instanceof String)) {
      complaints.add(
          Problem.Code.WRONG_TYPE,
          pointer,
          "The output of `" + step.id() + "` is a text; write a string.");
    }
  }

  private Map<String, @Nullable Object> tool(Step step, @Nullable Object said, String pointer) {
    if (said instanceof Map<?, ?> fields) {
      Map<String, @Nullable Object> answer = Actor.answer(fields);
      boolean fits =
          answer.size() == Actor.answer(Map.of()).size()
              && answer.get("status") instanceof Long
              && answer.get("headers") instanceof Map;
      if (fits) {
        return answer;
      }
    }
    complaints.add(
        Problem.Code.WRONG_TYPE,
        pointer,
        "The output of `"
            + step.id()
            + "` is a tool's; write an object of `body`, `status` (a whole number) and `headers`"
            + " (an object), or of some of them.");
    return Actor.answer(Map.of());
  }

  private void aggregate(AggregateStep step, @Nullable Object said, String pointer) {
    switch (step.strategy()) {
      case SUMMARIZE -> text(step, said, pointer);
      case CONCAT -> unsayable(step, pointer, "follows from what it joins");
      case PICK_BEST -> {
        if (!step.calls()) {
          unsayable(step, pointer, "follows from `by`");
        }
      }
    }
  }

  private void unsayable(Step step, String pointer, String why) {
    complaints.add(
        Problem.Code.WRONG_TYPE,
        pointer,
        "The output of `" + step.id() + "` " + why + "; leave it out here.");
  }
}
