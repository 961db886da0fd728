package dev.cadre.stores.agent;

import dev.cadre.stores.runtime.CsvTable;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.llm.ModelSpec;
import dev.cadre.workflows.tool.ToolSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The catalogue that ships with Cadre: agents and models from files on the classpath, the tools
 * that the worker implements.
 */
public final class FileCatalogue implements Catalogue {

  private static final String AGENTS = "/catalogue/agents.yaml";
  private static final String MODELS = "/catalogue/models.csv";
  private static final Map<String, ToolSpec> TOOLS =
      byName(
          List.of(
              new ToolSpec(
                  "http-get", "Fetches an address.", Set.of("url"), Set.of("headers"), true),
              new ToolSpec(
                  "http-post",
                  "Sends a body to an address.",
                  Set.of("url"),
                  Set.of("headers", "body"),
                  false),
              new ToolSpec(
                  "echo",
                  "Gives its arguments back, without a call.",
                  Set.of(),
                  Set.of("url", "headers", "body"),
                  true)),
          ToolSpec::name);

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
    List<Map<String, String>> rows = CsvTable.read(resource(MODELS));
    return new FileCatalogue(
        byName(agentFile().agents(), AgentSpec::name),
        TOOLS,
        byName(rows.stream().map(FileCatalogue::model).toList(), ModelSpec::target),
        byName(
            rows.stream()
                .filter(row -> row.containsKey("is_default"))
                .map(FileCatalogue::model)
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

  private record AgentFile(List<AgentSpec> agents) {}

  private static AgentFile agentFile() {
    return YAMLMapper.builder().build().readValue(resource(AGENTS), AgentFile.class);
  }

  private static ModelSpec model(Map<String, String> row) {
    String maxOutput = row.get("max_output");
    return new ModelSpec(
        field(row, "provider"),
        field(row, "model"),
        Integer.parseInt(field(row, "context_window")),
        maxOutput == null ? null : Integer.valueOf(maxOutput),
        money(row, "input_usd_per_1m"),
        money(row, "output_usd_per_1m"),
        money(row, "usd_per_1k_requests"),
        field(row, "tier"),
        Set.of(field(row, "capabilities").split(";")));
  }

  private static String field(Map<String, String> row, String column) {
    return Objects.requireNonNull(row.get(column), () -> column + " is missing in " + row);
  }

  private static @Nullable BigDecimal money(Map<String, String> row, String column) {
    String amount = row.get(column);
    return amount == null ? null : new BigDecimal(amount);
  }

  private static <T> Map<String, T> byName(List<T> entries, Function<T, String> name) {
    return entries.stream().collect(Collectors.toUnmodifiableMap(name, Function.identity()));
  }

  private static String resource(String path) {
    try (InputStream in =
        Objects.requireNonNull(FileCatalogue.class.getResourceAsStream(path), path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
