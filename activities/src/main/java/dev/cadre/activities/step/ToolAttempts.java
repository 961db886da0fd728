package dev.cadre.activities.step;

import dev.cadre.activities.step.LedgerCalls.Outcome;
import dev.cadre.activities.tool.Tool;
import dev.cadre.activities.tool.ToolCall;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.stores.step.Attempt;
import dev.cadre.stores.step.Bill;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Templates;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.CallTool;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.ToolStep;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Attempts at tools: render the arguments, begin, call once, commit. */
final class ToolAttempts {

  private final PlanReads plans;
  private final LedgerCalls ledger;
  private final Map<String, Tool> tools;
  private final Bulkheads bulkheads;

  ToolAttempts(PlanReads plans, LedgerCalls ledger, List<Tool> tools, Bulkheads bulkheads) {
    this.plans = plans;
    this.ledger = ledger;
    this.tools = tools.stream().collect(Collectors.toMap(Tool::name, Function.identity()));
    this.bulkheads = bulkheads;
  }

  AttemptResult run(CallTool call, Flight flight) {
    Tool tool = tools.get(call.tool());
    PlanReads.Read read =
        plans.read(call.tenant(), call.key(), call.run(), call.uses(), call.frames());
    if (tool == null || !(read.step() instanceof ToolStep step)) {
      throw Failures.of(
          Failures.notCalled(
              FailureCategory.TOOL_FAILED, "There is no tool " + call.tool() + " here."));
    }
    boolean repeatable = tool.repeatable() || step.repeatable();
    var request =
        new ToolCall(
            arguments(step, read), repeatable, idempotencyKey(call.key()), call.attemptTimeout());
    try (Bulkheads.Place _ = bulkheads.enter("tool." + tool.name())) {
      return ledger.run(
          attempt(call, repeatable), flight, step.options().timeout(), () -> call(tool, request));
    }
  }

  /** One for the step's occurrence: whoever receives it twice may take it for the same wish. */
  private static String idempotencyKey(AttemptKey key) {
    return key.plan() + "/" + key.step() + "/" + key.occurrence();
  }

  private static Map<String, @Nullable Object> arguments(ToolStep step, PlanReads.Read read) {
    try {
      Object tree = Templates.render(step.arguments(), read.bindings().variables());
      Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
      if (tree instanceof Map<?, ?> map) {
        map.forEach((name, value) -> arguments.put(String.valueOf(name), value));
      }
      return arguments;
    } catch (ExpressionException e) {
      throw Failures.expression(read.pointer() + "/arguments", e);
    }
  }

  private static Attempt attempt(CallTool call, boolean repeatable) {
    return new Attempt(
        call.tenant(),
        call.key(),
        Frame.last(call.frames()),
        Attempt.Kind.TOOL,
        call.tool(),
        null,
        BigDecimal.ZERO,
        false,
        false,
        repeatable,
        call.attemptTimeout());
  }

  private static Outcome call(Tool tool, ToolCall request) {
    try {
      return new Outcome.Success(Bill.NOTHING, tool.call(request), null);
    } catch (ToolFailed e) {
      return new Outcome.Failure(Bill.NOTHING, e.failure());
    }
  }
}
