package dev.cadre.activities.step;

import dev.cadre.activities.llm.ModelAnswer;
import dev.cadre.activities.llm.ModelCallFailed;
import dev.cadre.activities.llm.ModelClient;
import dev.cadre.activities.llm.ModelRequest;
import dev.cadre.activities.llm.ToolWish;
import dev.cadre.activities.llm.Usage;
import dev.cadre.activities.step.LedgerCalls.Outcome;
import dev.cadre.stores.step.Attempt;
import dev.cadre.stores.step.Bill;
import dev.cadre.stores.tenant.OwnModel;
import dev.cadre.stores.tool.ModelTurn;
import dev.cadre.stores.tool.ToolAsk;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.plan.Bindings;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.CallModel;
import dev.cadre.workflows.step.Frame;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Attempts at models: render, price, begin, call once, commit. */
final class ModelAttempts {

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

  /** No tokenizer makes fewer tokens of a text; over the window even so is over it for sure. */
  private static final int MOST_BYTES_PER_TOKEN = 8;

  /** Of one turn; what is beyond is not even refused. */
  private static final int MOST_WISHES = 16;

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
    Prompt prompt = prompt(call, read, tools);
    if (prompt.bytes() / MOST_BYTES_PER_TOKEN > target.contextWindow()) {
      throw Failures.of(
          Failures.notCalled(
              FailureCategory.CONTEXT_TOO_LARGE, "The prompt is larger than the model's window."));
    }
    ModelDoors.Door door = doors.of(call.tenant(), target);
    Prices prices = Prices.now(catalogue.get(), target);
    BigDecimal worstCase = prices.worstCase(prompt.bytes(), call.maxTokens());
    Asked asked = new Asked(door.client(), call, target, tools, prices, worstCase);
    try (Bulkheads.Place _ = bulkheads.enter(target.provider());
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
          () -> admission.counted(() -> call(asked, prompt, read.bindings())));
    }
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

  /** Who is asked, for what at most. */
  private record Asked(
      ModelClient client,
      CallModel call,
      RouteTarget target,
      Prompts.Tools tools,
      Prices prices,
      BigDecimal worstCase) {}

  private static Prompt prompt(CallModel call, PlanReads.Read read, Prompts.Tools tools) {
    try {
      return Prompts.of(read, call, tools);
    } catch (ExpressionException e) {
      throw Failures.expression(read.pointer(), e);
    }
  }

  private static Attempt attempt(Asked asked, ModelDoors.Door door, Admission admission) {
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

  private static Outcome call(Asked asked, Prompt prompt, Bindings bindings) {
    CallModel call = asked.call();
    RouteTarget target = asked.target();
    BigDecimal worstCase = asked.worstCase();
    long start = System.nanoTime();
    try {
      ModelAnswer answer =
          asked
              .client()
              .call(
                  new ModelRequest(
                      target.model(),
                      prompt.system(),
                      List.of(prompt.message()),
                      call.maxTokens(),
                      prompt.temperature(),
                      prompt.schema(),
                      prompt.tools(),
                      call.attemptTimeout(),
                      call.key().toString()));
      Bill bill =
          bill(asked.prices(), answer.servedModel(), answer.status(), answer.usage(), worstCase);
      if (!answer.wishes().isEmpty()) {
        return wished(asked, answer, bill, start);
      }
      return prompt.candidates().isEmpty()
          ? new Outcome.Success(bill, answer.value(), null)
          : picked(answer, prompt.candidates(), bindings, bill, start);
    } catch (ModelCallFailed e) {
      BigDecimal unknown = e.unbilled() ? BigDecimal.ZERO : worstCase;
      Bill bill = bill(asked.prices(), null, e.failure().status(), e.usage(), unknown);
      return new Outcome.Failure(bill, e.failure());
    }
  }

  /** The model asks for tools: each wish is judged here, before anything is called. */
  private static Outcome wished(Asked asked, ModelAnswer answer, Bill bill, long start) {
    if (asked.tools().offers().offers().isEmpty()) {
      return useless(
          FailureCategory.MALFORMED,
          bill,
          answer,
          start,
          "It asks for a tool and was offered none.");
    }
    if (!asked.tools().open()) {
      return useless(
          FailureCategory.TOOL_LOOP,
          bill,
          answer,
          start,
          "It has asked for tools " + AgentTools.MOST_TURNS + " times and does not answer.");
    }
    List<ToolAsk> asks = new ArrayList<>();
    for (ToolWish wish : answer.wishes().stream().limit(MOST_WISHES).toList()) {
      asks.add(asked.tools().offers().judged(asks.size() + 1, wish));
    }
    return new Outcome.Turn(bill, new ModelTurn(answer.text(), asks));
  }

  private static Outcome useless(
      FailureCategory category, Bill bill, ModelAnswer answer, long start, String message) {
    return new Outcome.Failure(
        bill,
        new AttemptFailure(
            category,
            true,
            answer.status(),
            null,
            null,
            null,
            false,
            Duration.ofNanos(System.nanoTime() - start),
            message));
  }

  /**
   * What is charged.
   *
   * @param unknown the charge where the provider told no usage
   */
  private static Bill bill(
      Prices prices,
      @Nullable String servedModel,
      @Nullable Integer status,
      @Nullable Usage usage,
      BigDecimal unknown) {
    return usage == null
        ? new Bill(servedModel, status, null, null, null, unknown)
        : new Bill(
            servedModel,
            status,
            usage.input(),
            usage.output(),
            usage.cached(),
            prices.cost(servedModel, usage));
  }

  /** A judge's answer is the number of a candidate, and nothing else is guessed from it. */
  private static Outcome picked(
      ModelAnswer answer, List<String> candidates, Bindings bindings, Bill bill, long start) {
    String text = answer.text().strip();
    if (NUMBER.matcher(text).matches() && Integer.parseInt(text) <= candidates.size()) {
      String step = candidates.get(Integer.parseInt(text) - 1);
      return new Outcome.Success(bill, bindings.outputs().get(step), step);
    }
    return useless(
        FailureCategory.MALFORMED,
        bill,
        answer,
        start,
        "The judge did not answer with the number of a candidate.");
  }
}
