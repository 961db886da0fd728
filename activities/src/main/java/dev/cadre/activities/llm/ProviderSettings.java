package dev.cadre.activities.llm;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** {@code cadre.providers.<name>}: which providers this worker can call. */
@ConfigurationProperties(prefix = "cadre.providers", ignoreUnknownFields = false)
public record ProviderSettings(
    @Nullable Provider openai,
    @Nullable Provider anthropic,
    @Nullable Provider google,
    @Nullable Provider mistral,
    @Nullable Provider cohere,
    @Nullable Provider deepseek,
    @Nullable Provider perplexity,
    @Nullable Provider openaiCompatible,
    @Nullable Provider ollama,
    @Nullable Provider local) {

  /**
   * One provider.
   *
   * @param baseUrl null means the vendor's own
   * @param apiKey shown nowhere; {@code vault:<path>#<field>} names one in Vault
   * @param timeout the longest that one call may take; null leaves it to the step
   */
  public record Provider(
      @Nullable URI baseUrl, @Nullable String apiKey, @Nullable Duration timeout) {

    /** Nothing is set. */
    static final Provider NONE = new Provider(null, null, null);

    public Provider {
      apiKey = apiKey == null || apiKey.isBlank() ? null : apiKey.strip();
      if (apiKey != null && !ProviderHttp.fitsHeader(apiKey)) {
        throw new IllegalArgumentException("api-key holds characters that no key has");
      }
      baseUrl = baseUrl == null || baseUrl.toString().isBlank() ? null : baseUrl;
      if (baseUrl != null && !String.valueOf(baseUrl.getScheme()).matches("https?")) {
        throw new IllegalArgumentException("base-url must begin with http:// or https://");
      }
      if (baseUrl != null && baseUrl.getRawUserInfo() != null) {
        throw new IllegalArgumentException("base-url must hold no user or password");
      }
      if (timeout != null && !timeout.isPositive()) {
        throw new IllegalArgumentException("timeout must be positive");
      }
    }

    private Provider resolved(UnaryOperator<String> secrets) {
      return apiKey == null ? this : new Provider(baseUrl, secrets.apply(apiKey), timeout);
    }

    @Override
    public String toString() {
      String key = apiKey == null ? "none" : "set";
      return "Provider[baseUrl=" + baseUrl + ", apiKey=" + key + ", timeout=" + timeout + "]";
    }
  }

  /** No provider. */
  public static ProviderSettings none() {
    return new ProviderSettings(null, null, null, null, null, null, null, null, null, null);
  }

  /** The same with the keys themselves, where these settings only name them. */
  public ProviderSettings resolved(UnaryOperator<String> secrets) {
    return new ProviderSettings(
        resolved(openai, secrets),
        resolved(anthropic, secrets),
        resolved(google, secrets),
        resolved(mistral, secrets),
        resolved(cohere, secrets),
        resolved(deepseek, secrets),
        resolved(perplexity, secrets),
        resolved(openaiCompatible, secrets),
        resolved(ollama, secrets),
        resolved(local, secrets));
  }

  private static @Nullable Provider resolved(
      @Nullable Provider provider, UnaryOperator<String> secrets) {
    return provider == null ? null : provider.resolved(secrets);
  }

  /** Those that are set, by name. */
  Map<String, Provider> named() {
    Map<String, @Nullable Provider> all = new LinkedHashMap<>();
    all.put("openai", openai);
    all.put("anthropic", anthropic);
    all.put("google", google);
    all.put("mistral", mistral);
    all.put("cohere", cohere);
    all.put("deepseek", deepseek);
    all.put("perplexity", perplexity);
    all.put("openai-compatible", openaiCompatible);
    all.put("ollama", ollama);
    all.put("local", local);
    Map<String, Provider> set = new LinkedHashMap<>();
    all.forEach((name, provider) -> {
      if (provider != null) {
        set.put(name, provider);
      }
    });
    return set;
  }
}
