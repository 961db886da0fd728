package dev.cadre.activities.tool.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.runtime.BoundSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class QuerySettingsTest {

  private static final String URL = "r2dbc:postgresql://db.example:5433/crm";

  private static QuerySettings bound(Map<String, Object> properties) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
    return BoundSettings.bind(environment, "cadre.tools.db", QuerySettings.class);
  }

  @Test
  void hasNoConnectionsByDefault() {
    assertThat(bound(Map.of()).connections()).isEmpty();
  }

  @Test
  void readsConnectionsByTheirNames() {
    QuerySettings settings =
        bound(
            Map.of(
                "cadre.tools.db.connections.crm-eu.url", URL,
                "cadre.tools.db.connections.crm-eu.user", "reader",
                "cadre.tools.db.connections.crm-eu.password", "vault:crm#password"));
    assertThat(settings.connections())
        .isEqualTo(
            Map.of("crm-eu", new QuerySettings.Connection(URL, "reader", "vault:crm#password")));
    assertThat(settings.resolved(name -> "of " + name).connections().get("crm-eu").password())
        .isEqualTo("of vault:crm#password");
  }

  @Test
  void readsThemFromTheEnvironment() {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            "systemEnvironment",
            new SystemEnvironmentPropertySource(
                "systemEnvironment",
                Map.of(
                    "CADRE_TOOLS_DB_CONNECTIONS_CRM_URL", URL,
                    "CADRE_TOOLS_DB_CONNECTIONS_CRM_USER", "reader",
                    "CADRE_TOOLS_DB_CONNECTIONS_CRM_PASSWORD", "secret")));
    assertThat(BoundSettings.bind(environment, "cadre.tools.db", QuerySettings.class).connections())
        .isEqualTo(Map.of("crm", new QuerySettings.Connection(URL, "reader", "secret")));
  }

  @Test
  void refusesAKeyThatIsNotKnown() {
    assertThatThrownBy(() ->
            bound(
                Map.of(
                    "cadre.tools.db.connections.crm.url", URL,
                    "cadre.tools.db.connections.crm.user", "reader",
                    "cadre.tools.db.connections.crm.schema", "secret")))
        .hasMessageContaining("cadre.tools.db.connections.crm.schema")
        .hasMessageNotContaining("secret");
  }

  @Test
  void showsNoPassword() {
    assertThat(new QuerySettings.Connection(URL, "reader", "secret").toString())
        .doesNotContain("secret")
        .contains("db.example");
  }

  @ParameterizedTest
  @CsvSource({
    "r2dbc:postgresql://h/d, jdbc:postgresql://h:5432/d, ''",
    "r2dbc:postgresql://[::1]:5433/a%3Fb, jdbc:postgresql://[::1]:5433/a%253Fb, ''",
    "r2dbc:postgresql://h/d?sslMode=REQUIRE, jdbc:postgresql://h:5432/d, sslmode=require",
    "r2dbc:postgresql://h/d?sslMode=VERIFY_FULL&sslRootCert=/ca.pem, jdbc:postgresql://h:5432/d,"
        + " sslmode=verify-full sslrootcert=/ca.pem",
    "r2dbc:postgresql://h/d?sslMode=verify-ca, jdbc:postgresql://h:5432/d, sslmode=verify-ca"
        + " sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory"
  })
  void tellsTheDriverWhatTheUrlSays(String url, String jdbc, String encryption) {
    DatabaseUrl address = DatabaseUrl.of(url);
    assertThat(address.jdbc()).isEqualTo(jdbc);
    assertThat(
            address.encryption().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList())
        .containsExactlyInAnyOrder(encryption.isEmpty() ? new String[0] : encryption.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://h/d",
        "r2dbc:mysql://h/d",
        "r2dbc:postgresql://user:secret@h/d",
        "r2dbc:postgresql://h,other/d",
        "r2dbc:postgresql://h/d?socketFactory=x",
        "r2dbc:postgresql://h/d&socketFactory=x",
        "r2dbc:postgresql://h/d?sslMode=maybe",
        "r2dbc:postgresql://h/d?sslMode=require&options=x",
        "r2dbc:postgresql://h",
        ""
      })
  void refusesAUrlThatSaysAnythingElse(String url) {
    assertThatThrownBy(() -> new QuerySettings.Connection(url, "reader", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }
}
