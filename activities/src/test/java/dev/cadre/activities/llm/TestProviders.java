package dev.cadre.activities.llm;

import dev.cadre.stores.tenant.ModelAddresses;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Clients of every dialect, all of one server, and what they are asked. */
final class TestProviders {

  static final List<String> DIALECTS =
      List.of("openai", "anthropic", "google", "mistral", "openai-compatible", "ollama");
  static final String KEY = "sk-canary-5e7f0c2d9a";
  static final Duration LONG = Duration.ofSeconds(20);
  static final Map<String, Object> FACTS =
      Map.of(
          "type",
          "object",
          "required",
          List.of("facts"),
          "properties",
          Map.of("facts", Map.of("type", "array", "items", Map.of("type", "string"))));

  private TestProviders() {}

  static Providers at(URI base) {
    return at(base, KEY);
  }

  /** With no key where it is null. */
  static Providers at(URI base, String key) {
    ProviderSettings.Provider provider = new ProviderSettings.Provider(base, key, null);
    // The server knows it by its base alone.
    var mistral = new ProviderSettings.Provider(base.resolve("/mistral/v1"), key, null);
    return new Providers(
        new ProviderSettings(
            provider, provider, provider, mistral, provider, provider, provider, provider, provider,
            null),
        new LocalModelSettings(null),
        new ModelAddresses(Set.of(base.toString())),
        Clock.systemUTC());
  }

  /** A tenant's address at the same server. */
  static OwnAddress own(URI base, String provider) {
    return new OwnAddress(
        "gateway", provider.equals("mistral") ? base.resolve("/mistral/v1") : base, KEY);
  }

  /** One with tools, in whose talk one was asked for and has failed. */
  static ModelRequest asking(boolean open) {
    return new ModelRequest(
        "model-1",
        "Be brief.",
        List.of("What is it?"),
        100,
        0.2,
        null,
        new ToolUse(
            List.of(new ToolUse.Offer("find", "Finds.", Map.of("type", "object"))),
            open,
            List.of(
                new ToolUse.Exchange(
                    "",
                    List.of(
                        new ToolUse.Answered(
                            "call_0_1", "find", Map.of("word", "tea"), "Failed.", true))))),
        LONG,
        "p/s/1/1.0/0/1");
  }

  static ModelRequest request(Map<String, Object> schema, Duration deadline) {
    return new ModelRequest(
        "model-1",
        "Be brief.",
        List.of("secret prompt"),
        100,
        0.2,
        schema,
        null,
        deadline,
        "p/s/1/0/1");
  }
}
