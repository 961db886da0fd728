package dev.cadre.activities.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.key.KeyAccess;
import dev.cadre.stores.key.VaultSettings;
import dev.cadre.stores.tenant.ModelAddresses;
import dev.cadre.testkit.vault.FakeVault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ProviderSettingsTest {

  private static final String KEY = "sk-canary-77";

  @Test
  void bindsEverySetting() {
    ProviderSettings settings =
        bind(
            Map.of(
                "cadre.providers.openai.base-url", "http://127.0.0.1:9/v1",
                "cadre.providers.openai.api-key", " " + KEY + "\n",
                "cadre.providers.openai.timeout", "20s"));

    assertThat(settings.named())
        .containsExactly(
            Map.entry(
                "openai",
                new ProviderSettings.Provider(
                    URI.create("http://127.0.0.1:9/v1"), KEY, Duration.ofSeconds(20))));
  }

  @Test
  void refusesAProviderThatItDoesNotKnow() {
    assertThatThrownBy(() -> bind(Map.of("cadre.providers.opnai.api-key", KEY)))
        .hasStackTraceContaining("opnai");
  }

  @Test
  void showsNoKey() {
    ProviderSettings settings = bind(Map.of("cadre.providers.anthropic.api-key", KEY));

    assertThat(settings.toString()).doesNotContain(KEY).contains("apiKey=set");
  }

  @Test
  void takesKeysFromVaultWhereTheSettingsNameThem() throws IOException {
    try (FakeVault vault = FakeVault.start().secret("cadre/providers", Map.of("openai", KEY))) {
      Path token = Files.createTempFile("cadre-vault-", ".token");
      token.toFile().deleteOnExit();
      Files.writeString(token, vault.token(Duration.ofHours(1), true));
      VaultSettings ours =
          new VaultSettings(
              vault.address(), null, "transit", "secret", null, null, token, Duration.ofSeconds(3));
      ProviderSettings settings =
          bind(
              Map.of(
                  "cadre.providers.openai.api-key", "vault:cadre/providers#openai",
                  "cadre.providers.deepseek.api-key", "its-own",
                  "cadre.providers.ollama.base-url", "http://127.0.0.1:9"));
      try (KeyAccess access = KeyAccess.to(ours, Clock.systemUTC())) {
        Map<String, ProviderSettings.Provider> named =
            settings.resolved(access.secrets()::resolve).named();
        assertThat(named.get("openai").apiKey()).isEqualTo(KEY);
        assertThat(named.get("deepseek").apiKey()).isEqualTo("its-own");
        assertThat(named.get("ollama").apiKey()).isNull();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"sk-canary two", "sk-canary\u00e9"})
  void refusesAKeyThatNoHeaderTakesWithoutShowingIt(String key) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProviderSettings.Provider(null, key, null))
        .withMessageNotContaining("canary");
  }

  @Test
  void refusesAddressesThatAreNoneOrHoldAPassword() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProviderSettings.Provider(URI.create("file:/x"), null, null));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ProviderSettings.Provider(URI.create("http://a:b@host/"), null, null));
  }

  @Test
  void canCallOnlyWhatHasWhatItTakes() {
    ProviderSettings settings =
        bind(
            Map.of(
                "cadre.providers.openai.api-key", KEY,
                "cadre.providers.anthropic.base-url", "http://127.0.0.1:9",
                "cadre.providers.ollama.base-url", "http://127.0.0.1:9",
                "cadre.providers.openai-compatible.base-url", "http://127.0.0.1:9",
                "cadre.providers.cohere.api-key", "",
                "cadre.providers.deepseek.timeout", "20s",
                "cadre.providers.mistral.api-key", KEY));

    try (Providers providers =
        new Providers(
            settings,
            new LocalModelSettings(Path.of("no such file")),
            ModelAddresses.PUBLIC,
            Clock.systemUTC())) {
      assertThat(providers.callable())
          .containsExactlyInAnyOrder(
              "openai", "anthropic", "mistral", "ollama", "openai-compatible");
      assertThat(providers.client("deepseek")).isEmpty();
      assertThat(providers.client("local")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI,http://h:1,http://h:1/v1/chat/completions",
    "OPENAI,http://h:1/,http://h:1/v1/chat/completions",
    "OPENAI,http://h:1/v1/,http://h:1/v1/chat/completions",
    "OPENAI,https://h/openai/v1,https://h/openai/v1/chat/completions",
    "PERPLEXITY,https://api.perplexity.ai,https://api.perplexity.ai/chat/completions",
    "MISTRAL,https://api.mistral.ai,https://api.mistral.ai/v1/chat/completions",
    "COHERE,https://api.cohere.ai,https://api.cohere.ai/compatibility/v1/chat/completions"
  })
  void findsTheEndpointUnderTheBase(OpenAiDialect dialect, URI base, URI endpoint) {
    assertThat(dialect.endpoint(base, "m")).isEqualTo(endpoint);
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.anthropic.com,https://api.anthropic.com/v1/messages",
    "https://api.anthropic.com/v1,https://api.anthropic.com/v1/messages",
    "http://h:1/proxy/,http://h:1/proxy/v1/messages"
  })
  void findsAnthropicsEndpointUnderTheBase(URI base, URI endpoint) {
    assertThat(new AnthropicDialect().endpoint(base, "m")).isEqualTo(endpoint);
  }

  @ParameterizedTest
  @CsvSource({
    "https://generativelanguage.googleapis.com,"
        + "https://generativelanguage.googleapis.com/v1beta/models/m:generateContent",
    "http://h:1/proxy/v1/,http://h:1/proxy/v1/models/m:generateContent"
  })
  void findsGooglesEndpointUnderTheBase(URI base, URI endpoint) {
    assertThat(new GeminiDialect().endpoint(base, "m")).isEqualTo(endpoint);
  }

  private static ProviderSettings bind(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate(
            "cadre.providers",
            Bindable.of(ProviderSettings.class),
            new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
  }
}
