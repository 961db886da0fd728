package dev.cadre.testkit.plan;

import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.llm.ModelSpec;
import dev.cadre.workflows.tool.ToolSpec;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A small catalogue: agents {@code copywriter}, {@code blog-writer} and {@code judge}, the three
 * tools, and models with every trait that matters to a route. Callable are those that the test
 * names.
 */
public final class TestCatalogue implements Catalogue {

  private static final Set<String> ALL = Set.of("chat", "stream", "tools", "json_schema");

  private static final List<AgentSpec> AGENTS =
      List.of(
          agent("copywriter", List.of("local")),
          agent("blog-writer", List.of("anthropic/claude-haiku-4-5", "local")),
          agent("judge", List.of("openai")));

  private static final List<ToolSpec> TOOLS =
      List.of(
          tool("http-get", true, List.of("url"), "url", "headers"),
          tool("http-post", false, List.of("url"), "url", "headers", "body"),
          tool("echo", true, List.of(), "body"));

  private static final List<ModelSpec> MODELS =
      List.of(
          model("local", "smollm2", 8192, 1024, "0", ALL),
          model("anthropic", "claude-haiku-4-5", 200_000, 64_000, "1", ALL),
          model("openai", "gpt-5.6-terra", 400_000, 128_000, "2", ALL),
          model("perplexity", "sonar", 128_000, null, "1", Set.of("chat", "stream")),
          model("mistral", "unpriced", 128_000, 8_192, null, ALL));

  private final Set<String> callable;

  private TestCatalogue(Set<String> callable) {
    this.callable = Set.copyOf(callable);
  }

  /** A catalogue of which only these providers can be called. */
  public static TestCatalogue calling(String... providers) {
    return new TestCatalogue(Set.of(providers));
  }

  @Override
  public Optional<AgentSpec> agent(String name) {
    return AGENTS.stream().filter(agent -> agent.name().equals(name)).findFirst();
  }

  @Override
  public Optional<ToolSpec> tool(String name) {
    return TOOLS.stream().filter(tool -> tool.name().equals(name)).findFirst();
  }

  @Override
  public Optional<ModelSpec> model(String provider, String model) {
    return MODELS.stream()
        .filter(spec -> spec.provider().equals(provider) && spec.model().equals(model))
        .findFirst();
  }

  @Override
  public Optional<ModelSpec> defaultModel(String provider) {
    return MODELS.stream().filter(spec -> spec.provider().equals(provider)).findFirst();
  }

  @Override
  public boolean callable(String provider) {
    return callable.contains(provider);
  }

  @Override
  public Collection<String> agentNames() {
    return AGENTS.stream().map(AgentSpec::name).toList();
  }

  @Override
  public Collection<String> toolNames() {
    return TOOLS.stream().map(ToolSpec::name).toList();
  }

  private static AgentSpec agent(String name, List<String> route) {
    return AgentSpec.plain(name, "Answer.", route);
  }

  private static ToolSpec tool(
      String name, boolean idempotent, List<String> required, String... arguments) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (String argument : arguments) {
      properties.put(argument, Map.of());
    }
    Map<String, Object> input = Map.of("properties", properties, "required", required);
    return new ToolSpec(name, 1, "TEST", name, Map.of(), input, null, idempotent, false);
  }

  private static ModelSpec model(
      String provider,
      String name,
      int window,
      @Nullable Integer maxOutput,
      @Nullable String price,
      Set<String> capabilities) {
    BigDecimal usd = price == null ? null : new BigDecimal(price);
    return new ModelSpec(provider, name, window, maxOutput, usd, usd, null, "cheap", capabilities);
  }
}
