package dev.cadre.activities.tool;

import dev.cadre.activities.llm.OutputCheck;
import dev.cadre.activities.llm.ToolUse;
import dev.cadre.activities.llm.ToolWish;
import dev.cadre.stores.tenant.Permits;
import dev.cadre.stores.tool.ToolAsk;
import dev.cadre.stores.tool.ToolRefusal;
import dev.cadre.stores.tool.ToolRefusal.Code;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tools that an agent's model is offered, and what it gets for what it asks: a tool is called
 * only if it is the agent's, its tenant may use it, and the arguments fit its schema (SEC-09).
 */
public final class ToolOffers {

  private static final int MOST_OFFERED = 5;
  private static final int MOST_AT_ONCE = 8;

  /** Of a model that cannot be offered any. */
  public static final ToolOffers NONE = new ToolOffers("", Map.of(), _ -> true);

  private final String agent;
  private final Map<String, ToolSpec> offered;
  private final Predicate<String> known;

  private ToolOffers(String agent, Map<String, ToolSpec> offered, Predicate<String> known) {
    this.agent = agent;
    this.offered = offered;
    this.known = known;
  }

  /**
   * The first five of the agent's that are there, may be used and can work.
   *
   * @param tools those of the plan's snapshot
   * @param works whether a tool can work for the tenant now
   * @param known whether there is such a tool at all
   */
  public static ToolOffers of(
      AgentSpec agent,
      Map<String, ToolSpec> tools,
      Permits permits,
      Predicate<ToolSpec> works,
      Predicate<String> known) {
    Map<String, ToolSpec> offered = new LinkedHashMap<>();
    agent.tools().stream()
        .flatMap(name -> Optional.ofNullable(tools.get(name)).stream())
        .filter(tool -> tool.offered() && permits.tool(tool.name()) && works.test(tool))
        .limit(MOST_OFFERED)
        .forEach(tool -> offered.put(tool.name(), tool));
    return new ToolOffers(agent.name(), offered, known);
  }

  /** Those of the agent, the most important first. */
  public List<ToolUse.Offer> offers() {
    return offered.values().stream()
        .map(tool -> new ToolUse.Offer(tool.name(), tool.description(), tool.input()))
        .toList();
  }

  /**
   * What becomes of a wish.
   *
   * @param call its number in the turn, from 1
   */
  public ToolAsk judged(int call, ToolWish wish) {
    Map<String, @Nullable Object> arguments = wish.arguments();
    if (arguments == null) {
      arguments = Map.of();
    }
    return new ToolAsk(call, wish.tool(), arguments, refusal(call, wish));
  }

  private @Nullable ToolRefusal refusal(int call, ToolWish wish) {
    ToolSpec tool = offered.get(wish.tool());
    if (tool == null) {
      return notOffered(wish.tool());
    }
    if (call > MOST_AT_ONCE) {
      return new ToolRefusal(
          Code.TOO_MANY_CALLS, "At most " + MOST_AT_ONCE + " tools may be asked for at once.");
    }
    Map<String, @Nullable Object> arguments = wish.arguments();
    if (arguments == null) {
      return new ToolRefusal(Code.INVALID_ARGUMENTS, "The arguments are no JSON object.");
    }
    String problem = OutputCheck.problem(tool.input(), arguments);
    return problem.isEmpty()
        ? null
        : new ToolRefusal(
            Code.INVALID_ARGUMENTS, "The arguments do not fit the tool's schema: " + problem);
  }

  private ToolRefusal notOffered(String name) {
    String may =
        offered.isEmpty()
            ? "No tool may be asked for."
            : "You may ask for: " + String.join(", ", offered.keySet()) + ".";
    return known.test(name)
        ? new ToolRefusal(
            Code.FORBIDDEN_TOOL, "The agent " + agent + " may not use this tool here. " + may)
        : new ToolRefusal(Code.UNKNOWN_TOOL, "There is no such tool. " + may);
  }
}
