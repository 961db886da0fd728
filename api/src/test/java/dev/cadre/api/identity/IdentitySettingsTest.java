package dev.cadre.api.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.runtime.BoundSettings;
import dev.cadre.workflows.access.Role;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class IdentitySettingsTest {

  private static final String TENANT = "01900000-0000-7000-8000-000000000001";

  private static IdentitySettings bind(StandardEnvironment environment) {
    return new IdentitySettings(
        BoundSettings.bindNamed(environment, "cadre.identity", IdentitySettings.Provider.class));
  }

  private static IdentitySettings file(String... pairs) {
    Map<String, Object> values = new HashMap<>();
    values.put("cadre.identity.corp.issuer", "https://id.acme.com");
    values.put("cadre.identity.corp.tenant", TENANT);
    values.put("cadre.identity.corp.audience", "cadre");
    for (int i = 0; i < pairs.length; i += 2) {
      values.put("cadre.identity." + pairs[i], pairs[i + 1]);
    }
    var environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("file", values));
    return bind(environment);
  }

  private static void refused(String why, String... pairs) {
    assertThatThrownBy(() -> file(pairs)).hasStackTraceContaining(why);
  }

  @Test
  void hasDefaults() {
    assertThat(bind(new StandardEnvironment()).providers()).isEmpty();
    IdentitySettings.Provider corp = file().providers().get("corp");
    assertThat(corp.otherwise()).containsExactly(Role.MEMBER);
    assertThat(corp.trustNewSubjects()).isFalse();
    assertThat(corp.mayMakeOwners()).isFalse();
    assertThat(corp.clientId()).isNull();
    assertThat(Endpoints.given(corp)).isNull();
  }

  @Test
  void readsEachSettingFromTheEnvironment() {
    Map<String, Object> variables = new HashMap<>();
    String prefix = "CADRE_IDENTITY_CORP_";
    variables.put(prefix + "ISSUER", "https://id.acme.com/realms/a");
    variables.put(prefix + "TENANT", TENANT);
    variables.put(prefix + "AUDIENCE", "cadre");
    variables.put(prefix + "JWKSURI", "https://id.acme.com/keys");
    variables.put(prefix + "CLIENTID", "web");
    variables.put(prefix + "CLIENTSECRETFILE", "/secret");
    variables.put(prefix + "AUTHORIZATIONURI", "https://id.acme.com/auth");
    variables.put(prefix + "TOKENURI", "https://id.acme.com/token");
    variables.put(prefix + "ROLESCLAIM", "groups");
    variables.put(prefix + "DEFAULTROLES", "reviewer,member");
    variables.put(prefix + "TRUSTNEWSUBJECTS", "true");
    variables.put(prefix + "MAYMAKEOWNERS", "true");
    var environment = new StandardEnvironment();
    String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
    environment
        .getPropertySources()
        .replace(name, new SystemEnvironmentPropertySource(name, variables));

    IdentitySettings.Provider corp = bind(environment).providers().get("corp");
    assertThat(corp.issuer()).isEqualTo("https://id.acme.com/realms/a");
    assertThat(corp.tenant()).hasToString(TENANT);
    assertThat(corp.audience()).isEqualTo("cadre");
    assertThat(corp.clientId()).isEqualTo("web");
    assertThat(corp.clientSecretFile()).isEqualTo(Path.of("/secret"));
    assertThat(corp.rolesClaim()).isEqualTo("groups");
    assertThat(corp.otherwise()).containsExactlyInAnyOrder(Role.MEMBER, Role.REVIEWER);
    assertThat(corp.trustNewSubjects()).isTrue();
    assertThat(corp.mayMakeOwners()).isTrue();
    assertThat(Endpoints.given(corp))
        .isEqualTo(
            new Endpoints(
                URI.create("https://id.acme.com/keys"),
                URI.create("https://id.acme.com/auth"),
                URI.create("https://id.acme.com/token")));
  }

  @Test
  void refusesWhatWouldNotProtect() {
    refused("is not https", "corp.issuer", "http://id.acme.com");
    refused("is not https", "corp.issuer", "http://127.0.0.1.evil.example");
    refused("is not https", "corp.issuer", "http://localhost@evil.example");
    refused("is not https", "corp.issuer", "ftp://localhost");
    refused("corp.clinet-id", "corp.clinet-id", "x");
    refused(
        "issuer stands twice",
        "b.issuer",
        "https://id.acme.com",
        "b.tenant",
        TENANT,
        "b.audience",
        "x");
    refused("give an audience", "b.issuer", "https://b.example", "b.tenant", TENANT);
    refused("needs its tenant", "b.issuer", "https://b.example", "b.audience", "x");
    refused("default-roles holds owner", "corp.default-roles", "owner");
    refused(
        "a name is up to 31",
        "a_b.issuer",
        "https://b.example",
        "a_b.tenant",
        TENANT,
        "a_b.audience",
        "x");
    assertThat(file("corp.issuer", "http://127.0.0.1:9/a").providers()).hasSize(1);
  }

  @Test
  void refusesAddressesOfADiscoveryDocumentThatAnybodyCouldChange() {
    Map<String, Object> document =
        Map.of("issuer", "https://id.acme.com", "jwks_uri", "http://id.acme.com/keys");
    IdentitySettings.Provider corp = file().providers().get("corp");
    assertThatThrownBy(() -> Endpoints.discovered(corp, document))
        .hasMessageContaining("is not https");
  }

  @Test
  void looksForTheDiscoveryDocumentBelowTheIssuer() {
    assertThat(Endpoints.discovery("https://id.acme.com/realms/a/"))
        .hasToString("https://id.acme.com/realms/a/.well-known/openid-configuration");
  }
}
