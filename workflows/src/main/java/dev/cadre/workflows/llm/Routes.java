package dev.cadre.workflows.llm;

import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.agent.OutputFormat;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.Step;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Resolves a step's route, its own or else its agent's, against the catalogue: pure, in the order
 * of preference.
 */
public final class Routes {

  private static final String JSON_SCHEMA = "json_schema";
  private static final String TOOLS = "tools";
  private static final int DEFAULT_MAX_TOKENS = 4096;

  /** Why a target is not called. */
  public enum Reason {
    /** The text is no target. */
    GRAMMAR,
    /** No worker can call the provider. */
    NOT_CALLABLE,
    /** The catalogue has no such model. */
    UNKNOWN_MODEL,
    /** The step has a schema, which the model cannot keep to. */
    NO_SCHEMA,
    /** The model does not say what it can write, and neither does the step. */
    NEEDS_MAX_TOKENS,
    /**
     * The step asks for more than any model of the route can write. A smaller model beside one that
     * can stays, asked for what it can.
     */
    TOO_MANY_TOKENS,
    /** What it costs is not known; an unknown price is never zero. */
    UNKNOWN_PRICE
  }

  /** A target that is not called; the message says why and what to do about it. */
  public record Dropped(String target, Reason reason, String message) {}

  /** What became of a route. */
  public record Resolution(List<RouteTarget> targets, List<Dropped> dropped) {

    public Resolution {
      targets = List.copyOf(targets);
      dropped = List.copyOf(dropped);
    }

    /** What was dropped and why, in one line. */
    public String why() {
      return dropped.isEmpty()
          ? "it is empty; give the step a route"
          : dropped.stream()
              .map(d -> d.target() + " (" + d.message() + ")")
              .collect(Collectors.joining(", "));
    }

    /** Whether nothing but {@code maxTokens} keeps every target from being called. */
    public boolean onlyTooManyTokens() {
      return targets.isEmpty()
          && dropped.stream().anyMatch(d -> d.reason() == Reason.TOO_MANY_TOKENS)
          && dropped.stream()
              .allMatch(
                  d -> d.reason() == Reason.TOO_MANY_TOKENS || d.reason() == Reason.NOT_CALLABLE);
    }
  }

  private Routes() {}

  /** Resolves the route of a step that calls a model; any other step has no target. */
  public static Resolution resolve(Step step, Plan plan, Catalogue catalogue) {
    return switch (step) {
      case AgentStep s ->
          resolve(
              route(s.route(), s.agent(), catalogue),
              s.schema() != null || objects(s.agent(), catalogue),
              s.maxTokens(),
              catalogue);
      case AggregateStep s ->
          resolve(route(s.route(), s.agent(), catalogue), false, null, catalogue);
      default -> new Resolution(List.of(), List.of());
    };
  }

  /** Resolves a route for a text of no special length. */
  public static Resolution resolve(List<String> route, Catalogue catalogue) {
    return resolve(route, false, null, catalogue);
  }

  /** Whether an agent's output format is one of objects. */
  private static boolean objects(String agent, Catalogue catalogue) {
    return catalogue
        .agent(agent)
        .map(AgentSpec::output)
        .flatMap(catalogue::format)
        .filter(OutputFormat::object)
        .isPresent();
  }

  private static List<String> route(List<String> own, @Nullable String agent, Catalogue catalogue) {
    if (!own.isEmpty() || agent == null) {
      return own;
    }
    return catalogue.agent(agent).map(AgentSpec::route).orElse(List.of());
  }

  private static Resolution resolve(
      List<String> route, boolean schema, @Nullable Integer maxTokens, Catalogue catalogue) {
    List<RouteTarget> targets = new ArrayList<>();
    List<Dropped> dropped = new ArrayList<>();
    List<Dropped> smaller = new ArrayList<>();
    for (String target : route) {
      switch (target(target, schema, maxTokens, catalogue)) {
        case Found found -> {
          targets.add(found.target);
          if (maxTokens != null && found.target.maxTokens() < maxTokens) {
            String message = "it writes at most " + found.target.maxTokens() + " tokens";
            smaller.add(new Dropped(target, Reason.TOO_MANY_TOKENS, message));
          }
        }
        case Lost lost -> dropped.add(lost.dropped);
      }
    }
    if (!targets.isEmpty() && smaller.size() == targets.size()) {
      dropped.addAll(smaller);
      targets.clear();
    }
    return new Resolution(targets, dropped);
  }

  private sealed interface Outcome {}

  private record Found(RouteTarget target) implements Outcome {}

  private record Lost(Dropped dropped) implements Outcome {}

  private static Outcome target(
      String target, boolean schema, @Nullable Integer maxTokens, Catalogue catalogue) {
    Optional<String> wrong = RouteGrammar.problem(target);
    if (wrong.isPresent()) {
      return lost(target, Reason.GRAMMAR, wrong.get());
    }
    int slash = target.indexOf('/');
    String provider = slash < 0 ? target : target.substring(0, slash);
    if (!catalogue.callable(provider)) {
      return lost(target, Reason.NOT_CALLABLE, setting(provider));
    }
    Optional<ModelSpec> model =
        slash < 0
            ? catalogue.defaultModel(provider)
            : catalogue.model(provider, target.substring(slash + 1));
    if (model.isEmpty()) {
      return lost(target, Reason.UNKNOWN_MODEL, "the catalogue has no such model");
    }
    if (!catalogue.callable(model.get())) {
      return lost(target, Reason.NOT_CALLABLE, setting(provider));
    }
    if (schema && !model.get().capabilities().contains(JSON_SCHEMA)) {
      return lost(target, Reason.NO_SCHEMA, "it cannot keep to a schema");
    }
    return sized(target, model.get(), maxTokens);
  }

  private static Outcome sized(String target, ModelSpec model, @Nullable Integer maxTokens) {
    Integer most = model.maxOutput();
    if (most == null && maxTokens == null) {
      return lost(target, Reason.NEEDS_MAX_TOKENS, "the step must give maxTokens");
    }
    BigDecimal input = model.inputUsdPerMillion();
    BigDecimal output = model.outputUsdPerMillion();
    if (input == null || output == null) {
      return lost(target, Reason.UNKNOWN_PRICE, "its price is unknown; add it to the catalogue");
    }
    int wanted = maxTokens == null ? DEFAULT_MAX_TOKENS : maxTokens;
    int limit = most == null ? model.contextWindow() : most;
    int asked = Math.min(wanted, limit);
    return new Found(
        new RouteTarget(
            model.provider(),
            model.model(),
            model.contextWindow(),
            asked,
            most == null ? asked : most,
            input,
            output,
            model.usdPerThousandRequests(),
            model.capabilities().contains(TOOLS)));
  }

  private static Outcome lost(String target, Reason reason, String message) {
    return new Lost(new Dropped(target, reason, message));
  }

  private static String setting(String provider) {
    return switch (provider) {
      case RouteGrammar.LOCAL -> "no worker holds the local model; start one with its weights";
      case "ollama" -> "set cadre.providers.ollama.base-url";
      case "openai-compatible" ->
          "set cadre.providers.openai-compatible.base-url, or POST /v1/tenant/models with baseUrl";
      default ->
          "set cadre.providers."
              + provider
              + ".api-key, or give your tenant a key of its own: POST /v1/tenant/models";
    };
  }
}
