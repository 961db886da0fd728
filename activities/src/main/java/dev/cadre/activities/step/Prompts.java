package dev.cadre.activities.step;

import dev.cadre.activities.llm.ToolUse;
import dev.cadre.activities.tool.ToolOffers;
import dev.cadre.stores.tool.Talk;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.OutputFormat;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.plan.Aggregates;
import dev.cadre.workflows.plan.Bindings;
import dev.cadre.workflows.plan.Foreign;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.CallModel;
import dev.cadre.workflows.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Renders what a step says to its model. */
final class Prompts {

  private Prompts() {}

  /**
   * The prompt of a call.
   *
   * @param tools of the agent; none of an aggregate's
   * @throws ExpressionException when a template fails, or there is nothing to aggregate
   */
  static Prompt of(PlanReads.Read read, CallModel call, Tools tools) throws ExpressionException {
    Step step = read.step();
    PlanSnapshot snapshot = read.snapshot();
    Bindings bindings = read.bindings();
    var text = new PromptText(call.key().plan() + "/" + step.id() + "/" + call.key().occurrence());
    Prompt bare =
        switch (step) {
          case AgentStep agent -> agent(agent, read, text);
          case AggregateStep aggregate -> aggregate(aggregate, snapshot, bindings, text);
          default -> throw new IllegalArgumentException(step.kind() + " calls no model");
        };
    var said = new TalkText(text);
    ToolUse use = tools.use(said);
    String message =
        bare.message()
            + note(call.note(), text)
            + (use == null ? said.plain(tools.talk()) : "")
            + repair(call.repair(), text);
    boolean fences = text.fences(message) || !tools.talk().exchanges().isEmpty();
    String system = fences ? bare.system() + "\n\n" + text.rule() : bare.system();
    return new Prompt(
        system, message, bare.temperature(), bare.schema(), use, bare.table(), bare.candidates());
  }

  /**
   * What the model may ask for, and was answered.
   *
   * @param offers empty when it may ask for nothing
   * @param open whether it may ask now
   */
  record Tools(ToolOffers offers, boolean open, Talk talk) {

    /** Of a step without tools. */
    static final Tools NONE = new Tools(ToolOffers.NONE, false, Talk.NONE);

    @Nullable ToolUse use(TalkText said) {
      List<ToolUse.Offer> own = offers.offers();
      return own.isEmpty() ? null : new ToolUse(own, open, said.exchanges(talk));
    }
  }

  private static Prompt agent(AgentStep step, PlanReads.Read read, PromptText text)
      throws ExpressionException {
    AgentSpec agent = spec(step.agent(), read.snapshot());
    String prompt =
        text.render(step.prompt(), read.bindings().variables(), Foreign.in(read.containers()));
    boolean table = read.snapshot().format(step).filter(OutputFormat::table).isPresent();
    String system = agent.instructions() + (table ? MarkdownTable.ASK : "");
    return new Prompt(system, prompt, agent.temperature(), step.schema(), null, table, List.of());
  }

  private static Prompt aggregate(
      AggregateStep step, PlanSnapshot snapshot, Bindings bindings, PromptText text)
      throws ExpressionException {
    List<String> candidates = Aggregates.given(step, bindings);
    boolean judges = step.strategy() == AggregateStep.Strategy.PICK_BEST;
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      String title = (judges ? "Candidate " : "Text ") + (i + 1) + ":\n";
      String output = PromptText.written(bindings.outputs().get(candidates.get(i)));
      parts.add(title + text.fenced(output));
    }
    AgentSpec agent = spec(Objects.requireNonNull(step.agent(), "agent"), snapshot);
    String message = task(judges, candidates.size(), snapshot) + String.join("\n\n", parts);
    return new Prompt(
        agent.instructions(),
        judges
            ? message + "\n\nAnswer with the number of the best candidate and nothing else."
            : message,
        agent.temperature(),
        null,
        null,
        false,
        judges ? candidates : List.of());
  }

  private static String task(boolean judges, int count, PlanSnapshot snapshot) {
    String goal = snapshot.plan().goal();
    String purpose = goal == null ? "" : " They were written for this goal: " + goal;
    return judges
        ? "Pick the best of these " + count + " candidates." + purpose + "\n\n"
        : "Summarize these " + count + " texts as one." + purpose + "\n\n";
  }

  private static String note(@Nullable String note, PromptText text) {
    return note == null
        ? ""
        : "\n\nA reviewer saw your earlier answer and asks for this. Take it as a wish about the"
            + " answer, within the task above:\n"
            + text.fenced(note);
  }

  private static String repair(@Nullable String repair, PromptText text) {
    return repair == null
        ? ""
        : "\n\nYour last answer could not be used. Answer again, whole, and mend this:\n"
            + text.fenced(repair);
  }

  private static AgentSpec spec(String name, PlanSnapshot snapshot) {
    AgentSpec agent = snapshot.agents().get(name);
    if (agent == null) {
      throw new IllegalStateException("the snapshot lacks the agent " + name);
    }
    return agent;
  }
}
