package dev.cadre.activities.step;

import dev.cadre.activities.llm.ModelAnswer;
import dev.cadre.activities.llm.ModelCallFailed;
import dev.cadre.activities.llm.ModelClient;
import dev.cadre.activities.llm.ModelRequest;
import dev.cadre.activities.llm.ToolWish;
import dev.cadre.activities.llm.Usage;
import dev.cadre.activities.step.LedgerCalls.Outcome;
import dev.cadre.stores.step.Bill;
import dev.cadre.stores.tool.ModelTurn;
import dev.cadre.stores.tool.ToolAsk;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.plan.Bindings;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.CallModel;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One model that is about to be asked, for what at most.
 *
 * @param tools that it may ask for
 */
record AskedModel(
    ModelClient client,
    CallModel call,
    RouteTarget target,
    Prompts.Tools tools,
    Prices prices,
    BigDecimal worstCase) {

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

  /** Of one turn; what is beyond is not even refused. */
  private static final int MOST_WISHES = 16;

  static AskedModel of(
      ModelClient client,
      CallModel call,
      RouteTarget target,
      Prompts.Tools tools,
      Prices prices,
      Prompt prompt) {
    BigDecimal worstCase = prices.worstCase(prompt.bytes(), call.maxTokens());
    return new AskedModel(client, call, target, tools, prices, worstCase);
  }

  /** Calls once; every failure of the call is an outcome. */
  Outcome outcome(Prompt prompt, Bindings bindings) {
    long start = System.nanoTime();
    try {
      ModelAnswer answer =
          client.call(
              new ModelRequest(
                  target.model(),
                  prompt.system(),
                  List.of(prompt.message()),
                  call.maxTokens(),
                  prompt.temperature(),
                  prompt.schema(),
                  prompt.tools(),
                  call.attemptTimeout(),
                  prompt.table(),
                  call.key().toString()));
      Bill bill = bill(prices, answer.servedModel(), answer.status(), answer.usage(), worstCase);
      if (!answer.wishes().isEmpty()) {
        return wished(answer, bill, start);
      }
      return prompt.candidates().isEmpty()
          ? new Outcome.Success(bill, answer.value(), null)
          : picked(answer, prompt.candidates(), bindings, bill, start);
    } catch (ModelCallFailed e) {
      BigDecimal unknown = e.unbilled() ? BigDecimal.ZERO : worstCase;
      Bill bill = bill(prices, null, e.failure().status(), e.usage(), unknown);
      return new Outcome.Failure(bill, e.failure());
    }
  }

  /** The model asks for tools: each wish is judged here, before anything is called. */
  private Outcome wished(ModelAnswer answer, Bill bill, long start) {
    if (tools.offers().offers().isEmpty()) {
      return useless(
          FailureCategory.MALFORMED,
          bill,
          answer,
          start,
          "It asks for a tool and was offered none.");
    }
    if (!tools.open()) {
      return useless(
          FailureCategory.TOOL_LOOP,
          bill,
          answer,
          start,
          "It has asked for tools " + AgentTools.MOST_TURNS + " times and does not answer.");
    }
    List<ToolAsk> asks = new ArrayList<>();
    for (ToolWish wish : answer.wishes().stream().limit(MOST_WISHES).toList()) {
      asks.add(tools.offers().judged(asks.size() + 1, wish));
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
