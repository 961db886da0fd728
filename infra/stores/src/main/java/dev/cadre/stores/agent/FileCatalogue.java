package dev.cadre.stores.agent;

import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.llm.ModelSpec;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The catalogue that ships with Cadre, of files on the classpath. */
public final class FileCatalogue implements Catalogue {

  private final Map<String, AgentSpec> agents;
  private final Map<String, ToolSpec> tools;
  private final Map<String, ModelSpec> models;
  private final Map<String, ModelSpec> defaults;
  private final Set<String> callable;

  private FileCatalogue(
      Map<String, AgentSpec> agents,
      Map<String, ToolSpec> tools,
      Map<String, ModelSpec> models,
      Map<String, ModelSpec> defaults,
      Set<String> callable) {
    this.agents = agents;
    this.tools = tools;
    this.models = models;
    this.defaults = defaults;
    this.callable = callable;
  }

  /** The shipped catalogue, where some worker can call these providers. */
  public static FileCatalogue of(Set<String> callable) {
    List<CatalogueFiles.Model> all = CatalogueFiles.models();
    return new FileCatalogue(
        byName(CatalogueFiles.agents(), AgentSpec::name),
        byName(CatalogueFiles.tools(), ToolSpec::name),
        byName(all.stream().map(CatalogueFiles.Model::spec).toList(), ModelSpec::target),
        byName(
            all.stream()
                .filter(CatalogueFiles.Model::isDefault)
                .map(CatalogueFiles.Model::spec)
                .toList(),
            ModelSpec::provider),
        Set.copyOf(callable));
  }

  /** The same catalogue, where other providers can be called. */
  public FileCatalogue calling(Set<String> providers) {
    return new FileCatalogue(agents, tools, models, defaults, Set.copyOf(providers));
  }

  /** Of this catalogue only these agents and tools. */
  public FileCatalogue permitting(Set<String> agentNames, Set<String> toolNames) {
    return new FileCatalogue(
        only(agents, agentNames), only(tools, toolNames), models, defaults, callable);
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
