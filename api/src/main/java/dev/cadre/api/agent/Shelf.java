package dev.cadre.api.agent;

import dev.cadre.stores.agent.CatalogueSnapshot;
import dev.cadre.stores.tenant.Permits;
import dev.cadre.stores.tool.BaseTypes.BaseType;
import dev.cadre.stores.tool.Holdings;
import dev.cadre.stores.tool.ToolNeeds;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.llm.ModelSpec;
import dev.cadre.workflows.llm.Routes;
import dev.cadre.workflows.tool.ToolSpec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue as a tenant sees it: all of it, and of each item why it may not be used.
 *
 * @param catalogue that can call what the tenant can now
 * @param types the base types of tools that workers have
 * @param held what the tenant has of that which configurations of tools name
 */
public record Shelf(
    CatalogueSnapshot catalogue, Permits permits, List<BaseType> types, Holdings held) {

  /**
   * An agent, named in a step's {@code agent}.
   *
   * @param why not usable, each with its remedy
   */
  public record AgentView(
      String name,
      int version,
      String title,
      String department,
      @Nullable Integer level,
      @Nullable String reportsTo,
      String description,
      List<String> capabilities,
      List<String> route,
      @Nullable String output,
      @Nullable Double quality,
      List<String> tools,
      boolean usable,
      List<String> why) {}

  /** A tool, named in a step's {@code tool}; {@code why} as of an agent. */
  public record ToolView(
      String name,
      int version,
      String type,
      String description,
      List<String> required,
      List<String> optional,
      @Nullable String format,
      boolean idempotent,
      boolean offered,
      boolean usable,
      List<String> why) {}

  /**
   * A model, named in a {@code route}.
   *
   * @param callable whether it can be called now, by a worker's key or the tenant's own
   * @param why not callable, or not to be reserved for
   */
  public record ModelView(
      String target,
      String provider,
      String model,
      boolean isDefault,
      boolean callable,
      String tier,
      int contextWindow,
      @Nullable Integer maxOutput,
      @Nullable String inputUsdPerMillion,
      @Nullable String outputUsdPerMillion,
      List<String> capabilities,
      List<String> why) {}

  /**
   * Agents by no order.
   *
   * @param all also those that the tenant may not use
   */
  Stream<AgentView> agents(boolean all) {
    return catalogue.agents().stream()
        .filter(agent -> all || permits.agent(agent.name()))
        .map(this::view);
  }

  /** Tools; as agents. */
  Stream<ToolView> tools(boolean all) {
    return catalogue.tools().stream()
        .filter(tool -> all || permits.tool(tool.name()))
        .map(this::view);
  }

  Stream<ModelView> models() {
    return catalogue.models().stream().map(this::view);
  }

  AgentView view(AgentSpec agent) {
    List<String> why = why(agent);
    return new AgentView(
        agent.name(),
        agent.version(),
        agent.title(),
        agent.department(),
        agent.level(),
        agent.reportsTo(),
        agent.description(),
        agent.capabilities(),
        agent.route(),
        agent.output(),
        agent.quality(),
        agent.tools(),
        why.isEmpty(),
        why);
  }

  ToolView view(ToolSpec tool) {
    List<String> why = why(tool.name()).map(List::of).orElse(List.of());
    return new ToolView(
        tool.name(),
        tool.version(),
        tool.type(),
        tool.description(),
        List.copyOf(tool.required()),
        tool.arguments().stream().filter(name -> !tool.required().contains(name)).toList(),
        tool.format(),
        tool.idempotent(),
        tool.offered(),
        why.isEmpty(),
        why);
  }

  private ModelView view(ModelSpec model) {
    Routes.Resolution found = Routes.resolve(List.of(route(model)), catalogue);
    return new ModelView(
        model.target(),
        model.provider(),
        model.model(),
        catalogue.defaultModel(model.provider()).filter(model::equals).isPresent(),
        catalogue.callable(model),
        model.tier(),
        model.contextWindow(),
        model.maxOutput(),
        plain(model.inputUsdPerMillion()),
        plain(model.outputUsdPerMillion()),
        model.capabilities().stream().sorted().toList(),
        found.dropped().stream().map(Routes.Dropped::message).toList());
  }

  /** The local model has no other name in a route. */
  private static String route(ModelSpec model) {
    return model.provider().equals("local") ? "local" : model.target();
  }

  private List<String> why(AgentSpec agent) {
    List<String> why = new ArrayList<>();
    Optional<String> inactive = catalogue.whyNot(agent.name());
    inactive.ifPresent(why::add);
    if (inactive.isEmpty() && !permits.agent(agent.name())) {
      why.add("Your tenant may not use it; an admin can permit it: PUT /v1/tenant/permits.");
    }
    Routes.Resolution route = Routes.resolve(agent.route(), catalogue);
    if (route.targets().isEmpty()) {
      why.add("No target of its route can be called: " + route.why() + ".");
    }
    return why;
  }

  /** The credentials that an agent's tools show. */
  List<ToolNeeds.Integration> integrations(AgentSpec agent) {
    return agent.tools().stream()
        .flatMap(tool -> catalogue.tool(tool).stream())
        .flatMap(tool -> ToolNeeds.integrations(tool, types, held).stream())
        .toList();
  }

  /** Why a tool of this name may not be used; empty: it may. */
  public Optional<String> why(String tool) {
    if (catalogue.tool(tool).isEmpty()) {
      return Optional.of(
          "It is not set up; who operates the installation can add it: POST /v1/tools.");
    }
    return permits.tool(tool)
        ? catalogue.tool(tool).flatMap(spec -> ToolNeeds.why(spec, types, held))
        : Optional.of(
            "Your tenant may not use it; an admin can permit it: PUT /v1/tenant/permits.");
  }

  private static @Nullable String plain(@Nullable BigDecimal amount) {
    return amount == null ? null : amount.toPlainString();
  }
}
