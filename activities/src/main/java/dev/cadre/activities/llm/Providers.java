package dev.cadre.activities.llm;

import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The providers that this worker can call, by name, over one HTTP client. */
public final class Providers implements AutoCloseable {

  /** The embedded model's provider name. */
  public static final String LOCAL = "local";

  private record Vendor(Dialect dialect, @Nullable String base, boolean needsKey) {}

  private static final Map<String, Vendor> VENDORS =
      Map.of(
          "openai", new Vendor(OpenAiDialect.OPENAI, "https://api.openai.com/v1", true),
          "deepseek", new Vendor(OpenAiDialect.DEEPSEEK, "https://api.deepseek.com", true),
          "perplexity", new Vendor(OpenAiDialect.PERPLEXITY, "https://api.perplexity.ai", true),
          "cohere",
              new Vendor(OpenAiDialect.COHERE, "https://api.cohere.ai/compatibility/v1", true),
          "anthropic", new Vendor(new AnthropicDialect(), "https://api.anthropic.com", true),
          "ollama", new Vendor(new OllamaDialect(), null, false));

  private final ProviderHttp http = new ProviderHttp();
  private final Map<String, ModelClient> clients = new LinkedHashMap<>();
  private final @Nullable LocalModel local;

  /** Opens what the settings name; no weights are loaded yet. */
  public Providers(ProviderSettings settings, LocalModelSettings localSettings, Clock clock) {
    settings.named().forEach((name, provider) -> client(name, provider, clock));
    this.local =
        localSettings.path() == null ? null : LocalModel.open(localSettings.path()).orElse(null);
    if (local != null) {
      clients.put(LOCAL, local);
    }
  }

  private void client(String name, ProviderSettings.Provider provider, Clock clock) {
    Vendor vendor = VENDORS.get(name);
    if (vendor == null || (vendor.needsKey && provider.apiKey() == null)) {
      return;
    }
    URI base =
        provider.baseUrl() == null && vendor.base != null
            ? URI.create(vendor.base)
            : provider.baseUrl();
    if (base != null) {
      clients.put(
          name,
          new HttpModelClient(
              name, vendor.dialect, http, base, provider.apiKey(), provider.timeout(), clock));
    }
  }

  /** Loads the embedded model's weights in the background, so that its first call need not wait. */
  public void warmUp() {
    if (local != null) {
      local.load();
    }
  }

  /** The client of a provider; empty when this worker cannot call it. */
  public Optional<ModelClient> client(String provider) {
    return Optional.ofNullable(clients.get(provider)).filter(ModelClient::callable);
  }

  /** The names of the providers that can be called now; no keys. */
  public Set<String> callable() {
    return clients.entrySet().stream()
        .filter(entry -> entry.getValue().callable())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void close() {
    http.close();
    if (local != null) {
      local.close();
    }
  }
}
