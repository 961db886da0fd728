package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.AggregateStep.Strategy;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads {@code kind: aggregate}. */
final class AggregateReader implements KindReader {

  private static final Map<String, Strategy> STRATEGIES = Words.of(Strategy.values());
  private static final String BLANK_LINE = "\n\n";

  @Override
  public Step read(Cursor step, String id, StepOptions options, Inside inside) {
    Strategy strategy = step.word("strategy", STRATEGIES);
    if (!step.has("strategy")) {
      step.missing("strategy", "`strategy` is missing; write concat, summarize or pick_best.");
    }
    List<String> of = StepReader.idsOr(step, "of", options.dependsOn());
    if (of.isEmpty()) {
      step.missing("of", "`of` and `dependsOn` are missing; name the steps to bring together.");
    }
    String separator = step.text("separator");
    String by = step.filled("by");
    String agent = step.filled("agent");
    List<String> route = step.texts("route");
    if (strategy != null) {
      check(step, strategy);
    }
    return new AggregateStep(
        id,
        options,
        of,
        Objects.requireNonNullElse(strategy, Strategy.CONCAT),
        Objects.requireNonNullElse(separator, BLANK_LINE),
        by,
        agent,
        Objects.requireNonNullElse(route, List.of()));
  }

  @Override
  public boolean calls(Cursor step) {
    return step.has("agent");
  }

  @Override
  public boolean quick(Cursor step) {
    return false;
  }

  private static void check(Cursor step, Strategy strategy) {
    switch (strategy) {
      case CONCAT -> {
        unfit(step, "by", "concat");
        unfit(step, "agent", "concat");
        unfit(step, "route", "concat");
      }
      case SUMMARIZE -> {
        unfit(step, "by", "summarize");
        unfit(step, "separator", "summarize");
        if (!step.has("agent")) {
          step.missing("agent", "`agent` is missing; name the agent that writes the summary.");
        }
      }
      case PICK_BEST -> picking(step);
    }
  }

  private static void picking(Cursor step) {
    unfit(step, "separator", "pick_best");
    if (!step.has("by") && !step.has("agent")) {
      step.missing("by", "`by` is missing; write CEL over `item`, or name an agent as judge.");
    }
    if (step.has("by") && step.has("agent")) {
      step.unfit("by", "pick_best takes `by` or an agent as judge; remove one of them.");
    }
    if (!step.has("agent")) {
      unfit(step, "route", "pick_best without an agent");
    }
  }

  private static void unfit(Cursor step, String field, String strategy) {
    if (step.has(field)) {
      step.unfit(field, strategy + " takes no `" + field + "`; remove it.");
    }
  }
}
