package dev.cadre.activities.llm;

import dev.cadre.stores.llm.Callable;
import dev.cadre.stores.tenant.ModelAddresses;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The providers that this worker can call, by name, over one HTTP client: those with a key, and
 * those whose address was given, where a server of one's own may ask for no key. Addresses that
 * tenants give are called over another client, which is guarded.
 */
public final class Providers implements ModelClients, AutoCloseable {

  /** The embedded model's provider name. */
  public static final String LOCAL = "local";

  /**
   * How a vendor is spoken to.
   *
   * @param base the vendor's own address; null where each installation has its own
   */
  private record Vendor(Dialect dialect, @Nullable String base) {}

  private static final Map<String, Vendor> VENDORS =
      Map.of(
          "openai", new Vendor(OpenAiDialect.OPENAI, "https://api.openai.com/v1"),
          "deepseek", new Vendor(OpenAiDialect.DEEPSEEK, "https://api.deepseek.com"),
          "perplexity", new Vendor(OpenAiDialect.PERPLEXITY, "https://api.perplexity.ai"),
          "cohere", new Vendor(OpenAiDialect.COHERE, "https://api.cohere.ai/compatibility/v1"),
          "anthropic", new Vendor(new AnthropicDialect(), "https://api.anthropic.com"),
          "google",
              new Vendor(new GeminiDialect(), "https://generativelanguage.googleapis.com/v1beta"),
          "mistral", new Vendor(OpenAiDialect.MISTRAL, "https://api.mistral.ai/v1"),
          "openai-compatible", new Vendor(OpenAiDialect.COMPATIBLE, null),
          "ollama", new Vendor(new OllamaDialect(), null));

  private final ProviderHttp http = new ProviderHttp();
  private final GuardedHttp guarded;
  private final Map<String, ProviderSettings.Provider> settings;
  private final Clock clock;
  private final Map<String, ModelClient> clients = new LinkedHashMap<>();
  private final Map<String, Function<@Nullable String, ModelClient>> keyed = new LinkedHashMap<>();
  private final @Nullable LocalModel local;

  /** Opens what the settings name; no weights are loaded yet. */
  public Providers(
      ProviderSettings settings,
      LocalModelSettings localSettings,
      ModelAddresses addresses,
      Clock clock) {
    this(settings, localSettings, new GuardedHttp(addresses), clock);
  }

  Providers(
      ProviderSettings settings,
      LocalModelSettings localSettings,
      GuardedHttp guarded,
      Clock clock) {
    this.settings = settings.named();
    this.guarded = guarded;
    this.clock = clock;
    VENDORS.forEach((name, vendor) -> open(name, vendor, provider(name)));
    this.local =
        localSettings.path() == null ? null : LocalModel.open(localSettings.path()).orElse(null);
    if (local != null) {
      clients.put(LOCAL, local);
    }
  }

  private ProviderSettings.Provider provider(String name) {
    return settings.getOrDefault(name, ProviderSettings.Provider.NONE);
  }

  private void open(String name, Vendor vendor, ProviderSettings.Provider provider) {
    URI own = provider.baseUrl();
    URI base = own == null && vendor.base != null ? URI.create(vendor.base) : own;
    if (base == null) {
      return;
    }
    keyed.put(
        name,
        key ->
            new HttpModelClient(name, vendor.dialect, http, base, key, provider.timeout(), clock));
    if (own != null || provider.apiKey() != null) {
      clients.put(name, keyed.get(name).apply(provider.apiKey()));
    }
  }

  /** Loads the embedded model's weights in the background, so that its first call need not wait. */
  public void warmUp() {
    if (local != null) {
      local.load();
    }
  }

  @Override
  public Optional<ModelClient> client(String provider) {
    return Optional.ofNullable(clients.get(provider)).filter(ModelClient::callable);
  }

  @Override
  public Optional<ModelClient> client(String provider, String key) {
    return Optional.ofNullable(keyed.get(provider)).map(client -> client.apply(key));
  }

  @Override
  public Optional<ModelClient> client(String provider, OwnAddress own) {
    return Optional.ofNullable(VENDORS.get(provider))
        .map(vendor ->
            new HttpModelClient(
                provider + " of the model configuration " + own.configuration(),
                vendor.dialect,
                guarded.of(own),
                own.base(),
                own.key(),
                provider(provider).timeout(),
                clock));
  }

  /** What this worker says that it can call. */
  public Callable reach() {
    return new Callable(callable(), keyed.keySet(), VENDORS.keySet());
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
    guarded.close();
    if (local != null) {
      local.close();
    }
  }
}
