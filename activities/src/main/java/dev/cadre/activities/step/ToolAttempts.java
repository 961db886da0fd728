package dev.cadre.activities.step;

import dev.cadre.activities.llm.OutputCheck;
import dev.cadre.activities.step.LedgerCalls.Outcome;
import dev.cadre.activities.tool.ToolCall;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.activities.tool.ToolTypes;
import dev.cadre.stores.step.Attempt;
import dev.cadre.stores.step.Bill;
import dev.cadre.stores.tenant.Permits;
import dev.cadre.stores.tool.Talks;
import dev.cadre.stores.tool.ToolAsk;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Templates;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.CallTool;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.ToolStep;
import dev.cadre.workflows.tenant.TenantId;
import dev.cadre.workflows.tool.ToolSpec;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Attempts at tools: of a tool step, whose arguments are rendered, and of what a model asks for,
 * whose arguments it has written. Begin, call once, commit.
 */
final class ToolAttempts {

  private final PlanReads plans;
  private final LedgerCalls ledger;
  private final Talks talks;
  private final Function<TenantId, Mono<Permits>> permits;
  private final Supplier<? extends Catalogue> catalogue;
  private final ToolTypes types;
  private final Bulkheads bulkheads;

  ToolAttempts(
      PlanReads plans,
      LedgerCalls ledger,
      Talks talks,
      Function<TenantId, Mono<Permits>> permits,
      Supplier<? extends Catalogue> catalogue,
      ToolTypes types,
      Bulkheads bulkheads) {
    this.plans = plans;
    this.ledger = ledger;
    this.talks = talks;
    this.permits = permits;
    this.catalogue = catalogue;
    this.types = types;
    this.bulkheads = bulkheads;
  }

  AttemptResult run(CallTool call, Flight flight) {
    PlanReads.Read read =
        plans.read(call.tenant(), call.key(), call.run(), call.uses(), call.frames());
    ToolSpec tool = tool(call, read);
    ToolCall request = call.key().call() > 0 ? asked(call, tool) : stepped(call, tool, read);
    try (Bulkheads.Place _ = bulkheads.enter("tool." + tool.name())) {
      return ledger.run(
          attempt(call, request.repeatable()),
          flight,
          read.step().options().timeout(),
          () -> call.key().call() > 0 ? answered(call, tool, request) : called(tool, request));
    }
  }

  /** As it was when the plan started; a plan of before tools had versions takes it as it is now. */
  private ToolSpec tool(CallTool call, PlanReads.Read read) {
    return Optional.ofNullable(read.snapshot().tools().get(call.tool()))
        .or(() -> catalogue.get().tool(call.tool()))
        .orElseThrow(() -> notCalled("There is no tool " + call.tool() + " here."));
  }

  private static RuntimeException notCalled(String message) {
    return Failures.of(Failures.notCalled(FailureCategory.TOOL_FAILED, message));
  }

  private static ToolCall stepped(CallTool call, ToolSpec tool, PlanReads.Read read) {
    if (!(read.step() instanceof ToolStep step)) {
      throw notCalled("The step " + call.key().step() + " calls no tool.");
    }
    return new ToolCall(
        call.tenant(),
        arguments(step, read),
        tool.idempotent() || step.repeatable(),
        idempotencyKey(call.key()),
        call.attemptTimeout());
  }

  private ToolCall asked(CallTool call, ToolSpec tool) {
    ToolAsk ask =
        LedgerCalls.await(talks.before(call.tenant(), call.key()))
            .exchanges()
            .getLast()
            .turn()
            .asks()
            .get(call.key().call() - 1);
    return new ToolCall(
        call.tenant(),
        ask.arguments(),
        tool.idempotent(),
        idempotencyKey(call.key()),
        call.attemptTimeout());
  }

  /**
   * One for the step's occurrence: whoever receives it twice may take it for the same wish. What a
   * model asks for gets one of its own, which does not tell what marks the fences of its prompt.
   */
  private static String idempotencyKey(AttemptKey key) {
    String step = key.plan() + "/" + key.step() + "/" + key.occurrence();
    return key.call() == 0
        ? step
        : CanonicalJson.sha256(step + "/tool/" + key.turn() + "." + key.call());
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

  private Outcome called(ToolSpec tool, ToolCall request) {
    try {
      return new Outcome.Success(Bill.NOTHING, output(tool, request), null);
    } catch (ToolFailed e) {
      return new Outcome.Failure(Bill.NOTHING, e.failure());
    }
  }

  /** Whether the tenant may still use it is asked once more: a talk may take long. */
  private Outcome answered(CallTool call, ToolSpec tool, ToolCall request) {
    try {
      if (!LedgerCalls.await(permits.apply(call.tenant())).tool(tool.name())) {
        throw ToolFailed.refused("The tenant may not use the tool " + tool.name() + " any more.");
      }
      return new Outcome.Answer(ToolText.answer(output(tool, request)));
    } catch (ToolFailed e) {
      return new Outcome.Failure(Bill.NOTHING, e.failure());
    }
  }

  private @Nullable Object output(ToolSpec tool, ToolCall request) {
    String problem = OutputCheck.problem(tool.input(), request.arguments());
    if (!problem.isEmpty()) {
      throw ToolFailed.refused("The arguments do not fit the tool's schema: " + problem + ".");
    }
    return types.call(tool, request);
  }
}
