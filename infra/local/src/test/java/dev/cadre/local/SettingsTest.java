package dev.cadre.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.parts.process.PartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

  @TempDir Path folder;

  @Test
  void namesVariablesAsSpringDoes() {
    assertThat(Settings.variable("cadre.http.port")).isEqualTo("CADRE_HTTP_PORT");
    assertThat(Settings.variable("cadre.providers.openai.base-url"))
        .isEqualTo("CADRE_PROVIDERS_OPENAI_BASEURL");
  }

  @Test
  void hasTheDocumentedDefaults() {
    Settings settings = Settings.read(Map.of(), folder.resolve("none"));
    assertThat(settings.port(Settings.HTTP_PORT)).isEqualTo(8080);
    assertThat(settings.port(Settings.WORKER_PORT)).isEqualTo(8081);
    assertThat(settings.port(Settings.POSTGRES_PORT)).isEqualTo(5433);
    assertThat(settings.port(Settings.TEMPORAL_PORT)).isEqualTo(7233);
    assertThat(settings.port(Settings.TEMPORAL_UI_PORT)).isEqualTo(8233);
    assertThat(settings.port(Settings.DEMO_PORT)).isEqualTo(9000);
  }

  @Test
  void prefersTheEnvironmentToTheFile() throws IOException {
    Path file = folder.resolve("cadre.properties");
    Files.writeString(file, "cadre.http.port=1111\ncadre.worker.port=2222\n");
    Settings settings = Settings.read(Map.of("CADRE_HTTP_PORT", "3333", "HOME", "/"), file);
    assertThat(settings.port(Settings.HTTP_PORT)).isEqualTo(3333);
    assertThat(settings.port(Settings.WORKER_PORT)).isEqualTo(2222);
    assertThat(settings.values()).doesNotContainKey("HOME");
  }

  @Test
  void namesThePortThatIsNone() {
    Settings settings = Settings.read(Map.of("CADRE_HTTP_PORT", "80a"), folder.resolve("none"));
    assertThatThrownBy(() -> settings.port(Settings.HTTP_PORT))
        .isInstanceOf(PartFailure.class)
        .hasMessageContaining("cadre.http.port is \"80a\"");
  }

  @Test
  void readsLengthsOfTime() {
    Path none = folder.resolve("none");
    Duration ten = Duration.ofSeconds(10);
    Settings settings = Settings.read(Map.of("CADRE_LOCAL_LONGESTPAUSE", "PT0.5S"), none);

    assertThat(settings.duration("cadre.local.longest-pause", ten)).hasMillis(500);
    assertThat(settings.duration("cadre.local.other", ten)).isEqualTo(ten);
    for (String wrong : List.of("10", "PT0S", "PT-1S")) {
      Settings bad = Settings.read(Map.of("CADRE_LOCAL_OTHER", wrong), none);
      assertThatThrownBy(() -> bad.duration("cadre.local.other", ten))
          .isInstanceOf(PartFailure.class)
          .hasMessageContaining("cadre.local.other is \"" + wrong + "\"");
    }
  }

  @Test
  void findsAgainWhatItSaved() throws IOException {
    Path file = folder.resolve("running.properties");
    Settings.read(
            Map.of("CADRE_HTTP_PORT", "3333", "CADRE_TEMPORAL_TARGET", "temporal.example:7233"),
            folder.resolve("none"))
        .save(file);
    Settings found = Settings.read(Map.of(), file);
    assertThat(found.port(Settings.HTTP_PORT)).isEqualTo(3333);
    assertThat(found.port(Settings.POSTGRES_PORT)).isEqualTo(5433);
    assertThat(found.get("cadre.temporal.target")).contains("temporal.example:7233");
  }

  @Test
  void knowsWhetherAProviderWasGiven() {
    Path none = folder.resolve("none");
    assertThat(Settings.read(Map.of("CADRE_PROVIDERS_ANTHROPIC_APIKEY", "k"), none).namesProvider())
        .isTrue();
    assertThat(Settings.read(Map.of("CADRE_PROVIDERS_LOCAL_TIMEOUT", "PT1S"), none).namesProvider())
        .isFalse();
  }
}
