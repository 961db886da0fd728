package dev.cadre.activities.step;

import dev.cadre.stores.step.Attempt;
import dev.cadre.stores.tenant.OwnModel;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.CallModel;
import dev.cadre.workflows.step.Frame;
import java.util.List;
import java.util.function.Supplier;

/** Attempts at models: render, price, begin, call once, commit. */
final class ModelAttempts {

  /** No tokenizer makes fewer tokens of a text; over the window even so is over it for sure. */
  private static final int MOST_BYTES_PER_TOKEN = 8;

  private final PlanReads plans;
  private final LedgerCalls ledger;
  private final ModelDoors doors;
  private final Bulkheads bulkheads;
  private final Supplier<? extends Catalogue> catalogue;
  private final AgentTools agentTools;

  ModelAttempts(
      PlanReads plans,
      LedgerCalls ledger,
      ModelDoors doors,
      Bulkheads bulkheads,
      Supplier<? extends Catalogue> catalogue,
      AgentTools agentTools) {
    this.plans = plans;
    this.ledger = ledger;
    this.doors = doors;
    this.bulkheads = bulkheads;
    this.catalogue = catalogue;
    this.agentTools = agentTools;
  }

  AttemptResult run(CallModel call, Flight flight) {
    PlanReads.Read read =
        plans.read(call.tenant(), call.key(), call.run(), call.uses(), call.frames());
    RouteTarget target = target(call, read.snapshot());
    Prompts.Tools tools = agentTools.of(call, read, target);
    Prompt prompt = fitting(prompt(call, read, tools), target);
    ModelDoors.Door door = doors.of(call.tenant(), target);
    Prices prices = Prices.now(catalogue.get(), target);
    AskedModel asked = AskedModel.of(door.client(), call, target, tools, prices, prompt);
    try (Bulkheads.Place _ = place(call, target, door);
        Admission admission =
            doors.admission(
                call.tenant(),
                door,
                call.key().toString(),
                Prices.worstTokens(prompt.bytes(), call.maxTokens()),
                flight)) {
      return ledger.run(
          attempt(asked, door, admission),
          flight,
          read.step().options().timeout(),
          () ->
              Formats.checked(
                  read.snapshot().format(read.step()),
                  admission.counted(() -> asked.outcome(prompt, read.bindings()))));
    }
  }

  private Bulkheads.Place place(CallModel call, RouteTarget target, ModelDoors.Door door) {
    return door.own() != null && door.own().baseUrl() != null
        ? bulkheads.enterOwn(call.tenant())
        : bulkheads.enter(target.provider());
  }

  /** The route is another one only where the plan has begun anew meanwhile. */
  private static RouteTarget target(CallModel call, PlanSnapshot snapshot) {
    return call.target() != null
        ? call.target()
        : snapshot.routes().getOrDefault(call.key().step(), List.of()).stream()
            .skip(call.key().target())
            .findFirst()
            .filter(target -> target.toString().equals(call.model()))
            .orElseThrow(() ->
                Failures.of(
                    Failures.notCalled(
                        FailureCategory.PLAN_CLOSED,
                        "The plan has begun anew, by another route.")));
  }

  private static Prompt prompt(CallModel call, PlanReads.Read read, Prompts.Tools tools) {
    try {
      return Prompts.of(read, call, tools);
    } catch (ExpressionException e) {
      throw Failures.expression(read.pointer(), e);
    }
  }

  private static Prompt fitting(Prompt prompt, RouteTarget target) {
    if (prompt.bytes() / MOST_BYTES_PER_TOKEN > target.contextWindow()) {
      throw Failures.of(
          Failures.notCalled(
              FailureCategory.CONTEXT_TOO_LARGE, "The prompt is larger than the model's window."));
    }
    return prompt;
  }

  private static Attempt attempt(AskedModel asked, ModelDoors.Door door, Admission admission) {
    CallModel call = asked.call();
    RouteTarget target = asked.target();
    OwnModel own = door.own();
    return new Attempt(
        call.tenant(),
        call.key(),
        Frame.last(call.frames()),
        Attempt.Kind.MODEL,
        target.provider(),
        target.model(),
        asked.worstCase(),
        call.fallback(),
        call.probe(),
        true,
        call.attemptTimeout(),
        own == null ? null : own.id(),
        admission.refusal());
  }
}
