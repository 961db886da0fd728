package dev.cadre.api.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.api.limit.LimitSettings;
import dev.cadre.stores.audit.AuditSettings;
import dev.cadre.stores.runtime.BoundSettings;
import dev.cadre.stores.runtime.TemporalSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SettingsTest {

  private static StandardEnvironment file(Map<String, Object> values) {
    var environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("file", values));
    return environment;
  }

  @Test
  void hasDefaults() {
    HttpSettings http = BoundSettings.bind(file(Map.of()), "cadre.http", HttpSettings.class);
    TemporalSettings temporal =
        BoundSettings.bind(file(Map.of()), "cadre.temporal", TemporalSettings.class);

    assertThat(http.link("/docs")).isEqualTo("http://127.0.0.1:8080/docs");
    assertThat(http.drain()).hasSeconds(1);
    assertThat(temporal.target()).isEqualTo("127.0.0.1:7233");
    assertThat(temporal.queue()).isEqualTo("cadre");
    assertThat(temporal.page("plan-1")).isNull();
    assertThat(temporal.retention()).isEqualTo(Duration.ofDays(30));
  }

  @Test
  void signsTheAuditLogEachMinuteAndExportsNoHeadsUnlessToldTo() {
    AuditSettings audit = BoundSettings.bind(file(Map.of()), "cadre.audit", AuditSettings.class);
    assertThat(audit).isEqualTo(new AuditSettings(null, Duration.ofMinutes(1)));
    AuditSettings told =
        BoundSettings.bind(
            file(Map.of("cadre.audit.heads-folder", "/heads", "cadre.audit.sign-every", "10s")),
            "cadre.audit",
            AuditSettings.class);
    assertThat(told).isEqualTo(new AuditSettings(Path.of("/heads"), Duration.ofSeconds(10)));
    assertThatThrownBy(() ->
            BoundSettings.bind(
                file(Map.of("cadre.audit.sign-every", "0s")), "cadre.audit", AuditSettings.class))
        .hasStackTraceContaining("cadre.audit.sign-every must be a length of time");
  }

  @Test
  void limitsGenerouslyAndNotWhereTheLimitIsNought() {
    LimitSettings limits = BoundSettings.bind(file(Map.of()), "cadre.limits", LimitSettings.class);
    assertThat(limits).isEqualTo(new LimitSettings(2_000, 1_000, 100, 200, 0.5));
    LimitSettings told =
        BoundSettings.bind(
            file(
                Map.of(
                    "cadre.limits.per-tenant", "0",
                    "cadre.limits.per-account", "1",
                    "cadre.limits.per-address", "2",
                    "cadre.limits.in-flight-per-tenant", "3",
                    "cadre.limits.busy", "0.75")),
            "cadre.limits",
            LimitSettings.class);
    assertThat(told).isEqualTo(new LimitSettings(0, 1, 2, 3, 0.75));
    assertThatThrownBy(() -> new LimitSettings(0, -1, 0, 0, 0))
        .hasMessage("cadre.limits.per-account is 0 to 1000000");
  }

  @Test
  void trustsTheProxiesThatItIsToldOf() {
    HttpSettings http =
        BoundSettings.bind(
            file(Map.of("cadre.http.trusted-proxies", "10.0.0.0/8, ::1")),
            "cadre.http",
            HttpSettings.class);
    assertThat(http.trustedProxies())
        .containsExactly(Network.valueOf("10.0.0.0/8"), Network.valueOf("::1"));
    assertThatThrownBy(() ->
            BoundSettings.bind(
                file(Map.of("cadre.http.trusted-proxies", "proxy.example")),
                "cadre.http",
                HttpSettings.class))
        .hasStackTraceContaining("proxy.example");
  }

  @Test
  void refusesARetentionThatTemporalWouldNotTake() {
    assertThatThrownBy(() ->
            BoundSettings.bind(
                file(Map.of("cadre.temporal.retention", "0")),
                "cadre.temporal",
                TemporalSettings.class))
        .hasStackTraceContaining("cadre.temporal.retention is a day or longer");
  }

  @Test
  void linksToTheUiByItsOrigin() {
    TemporalSettings temporal =
        BoundSettings.bind(
            file(Map.of("cadre.temporal.ui", "http://127.0.0.1:8233/")),
            "cadre.temporal",
            TemporalSettings.class);

    assertThat(temporal.origin()).isEqualTo("http://127.0.0.1:8233");
    assertThat(temporal.page("plan-1"))
        .isEqualTo("http://127.0.0.1:8233/namespaces/default/workflows/plan-1");
  }

  @Test
  void refusesUnknownKeysOfFilesAndIgnoresThoseOfTheEnvironment() {
    assertThatThrownBy(() ->
            BoundSettings.bind(
                file(Map.of("cadre.http.prot", "1")), "cadre.http", HttpSettings.class))
        .hasStackTraceContaining("cadre.http.prot");
    var environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                Map.of("CADRE_TOKENS_REQUESTER_FILE", "/r", "CADRE_TOKENS_OTHER_FILE", "/o")));
    assertThat(BoundSettings.bind(environment, "cadre.tokens", TokenSettings.class).requesterFile())
        .isEqualTo(Path.of("/r"));
  }
}
