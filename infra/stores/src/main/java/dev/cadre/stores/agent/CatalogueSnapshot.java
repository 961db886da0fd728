package dev.cadre.stores.agent;

import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.llm.ModelSpec;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The catalogue as it was at one moment; its models are always those that ship. */
public final class CatalogueSnapshot implements Catalogue {

  private static final List<CatalogueFiles.Model> FILE = CatalogueFiles.models();
  private static final Map<String, ModelSpec> MODELS =
      byName(FILE.stream().map(CatalogueFiles.Model::spec).toList(), ModelSpec::target);
  private static final Map<String, ModelSpec> DEFAULTS =
      byName(
          FILE.stream()
              .filter(CatalogueFiles.Model::isDefault)
              .map(CatalogueFiles.Model::spec)
              .toList(),
          ModelSpec::provider);

  private final Map<String, AgentSpec> agents;
  private final Map<String, ToolSpec> tools;
  private final Map<String, ModelSpec> models;
  private final Map<String, ModelSpec> defaults;
  private final Set<String> callable;
  private final Map<String, String> whyNot;

  private CatalogueSnapshot(
      Map<String, AgentSpec> agents,
      Map<String, ToolSpec> tools,
      Map<String, ModelSpec> models,
      Map<String, ModelSpec> defaults,
      Set<String> callable,
      Map<String, String> whyNot) {
    this.agents = agents;
    this.tools = tools;
    this.models = models;
    this.defaults = defaults;
    this.callable = callable;
    this.whyNot = whyNot;
  }

  /** The shipped catalogue, where some worker can call these providers. */
  public static CatalogueSnapshot shipped(Set<String> callable) {
    return of(CatalogueFiles.agents(), CatalogueFiles.tools()).calling(callable);
  }

  /** These agents and tools with the shipped models, where no worker can call any provider. */
  static CatalogueSnapshot of(List<AgentSpec> agents, List<ToolSpec> tools) {
    return new CatalogueSnapshot(
        byName(agents, AgentSpec::name),
        byName(tools, ToolSpec::name),
        MODELS,
        DEFAULTS,
        Set.of(),
        Map.of());
  }

  /** The same catalogue, where other providers can be called. */
  public CatalogueSnapshot calling(Set<String> providers) {
    return new CatalogueSnapshot(agents, tools, models, defaults, Set.copyOf(providers), whyNot);
  }

  /** Of this catalogue only these agents and tools. */
  public CatalogueSnapshot permitting(Set<String> agentNames, Set<String> toolNames) {
    return new CatalogueSnapshot(
        only(agents, agentNames), only(tools, toolNames), models, defaults, callable, whyNot);
  }

  /**
   * The same, where some names mean another agent, or none.
   *
   * @param named agents by their own names
   * @param not names that mean no agent, and why
   */
  public CatalogueSnapshot with(Collection<AgentSpec> named, Map<String, String> not) {
    Map<String, AgentSpec> all = new HashMap<>(agents);
    not.keySet().forEach(all::remove);
    named.forEach(agent -> all.put(agent.name(), agent));
    return new CatalogueSnapshot(
        Map.copyOf(all), tools, models, defaults, callable, Map.copyOf(not));
  }

  private static <T> Map<String, T> only(Map<String, T> all, Set<String> names) {
    return all.entrySet().stream()
        .filter(entry -> names.contains(entry.getKey()))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public Optional<AgentSpec> agent(String name) {
    return Optional.ofNullable(agents.get(name));
  }

  @Override
  public Optional<ToolSpec> tool(String name) {
    return Optional.ofNullable(tools.get(name));
  }

  @Override
  public Optional<ModelSpec> model(String provider, String model) {
    return Optional.ofNullable(models.get(provider + "/" + model));
  }

  @Override
  public Optional<ModelSpec> defaultModel(String provider) {
    return Optional.ofNullable(defaults.get(provider));
  }

  @Override
  public boolean callable(String provider) {
    return callable.contains(provider);
  }

  @Override
  public Collection<String> agentNames() {
    return agents.keySet();
  }

  @Override
  public Optional<String> whyNot(String agent) {
    return Optional.ofNullable(whyNot.get(agent));
  }

  @Override
  public Collection<String> toolNames() {
    return tools.keySet();
  }

  /** All agents, for listings. */
  public Collection<AgentSpec> agents() {
    return agents.values();
  }

  /** All models, for listings. */
  public Collection<ModelSpec> models() {
    return models.values();
  }

  /** All tools, for listings. */
  public Collection<ToolSpec> tools() {
    return tools.values();
  }

  private static <T> Map<String, T> byName(List<T> entries, Function<T, String> name) {
    return entries.stream().collect(Collectors.toUnmodifiableMap(name, Function.identity()));
  }
}
