package dev.cadre.activities.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.runtime.BoundSettings;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class McpSettingsTest {

  private static final String SERVERS = "cadre.tools.mcp.servers.";

  private static McpSettings bind(Map<String, Object> properties) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
    return BoundSettings.bind(environment, "cadre.tools.mcp", McpSettings.class);
  }

  @Test
  void hasNoServerByDefault() {
    assertThat(bind(Map.of()).named()).isEmpty();
  }

  @Test
  void bindsEverySetting() {
    McpSettings settings =
        bind(
            Map.of(
                SERVERS + "web.url", "https://mcp.example/mcp",
                SERVERS + "web.headers[0]", "X-Api-Key: a:b",
                SERVERS + "files.command", "npx,-y,files",
                SERVERS + "files.env[0]", "API_KEY=a=b"));
    assertThat(settings.named())
        .containsOnly(
            Map.entry(
                "web",
                new McpSettings.Server(
                    URI.create("https://mcp.example/mcp"), List.of("X-Api-Key: a:b"), null, null)),
            Map.entry(
                "files",
                new McpSettings.Server(
                    null, null, List.of("npx", "-y", "files"), List.of("API_KEY=a=b"))));
    assertThat(settings.named().get("web").headerValues())
        .containsOnly(Map.entry("X-Api-Key", "a:b"));
    assertThat(settings.named().get("files").variables()).containsOnly(Map.entry("API_KEY", "a=b"));
  }

  @Test
  void bindsWhatStandsInTheEnvironment() {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new SystemEnvironmentPropertySource(
                "test-systemEnvironment",
                Map.of(
                    "CADRE_TOOLS_MCP_SERVERS_FILES_COMMAND_0", "files",
                    "CADRE_TOOLS_MCP_SERVERS_FILES_COMMAND_1", "a,b",
                    "CADRE_TOOLS_MCP_SERVERS_FILES_ENV_0", "API_KEY=x")));
    McpSettings.Server files =
        BoundSettings.bind(environment, "cadre.tools.mcp", McpSettings.class).named().get("files");
    assertThat(files.arguments()).containsExactly("files", "a,b");
    assertThat(files.variables()).containsOnly(Map.entry("API_KEY", "x"));
  }

  @Test
  void takesSecretsFromVaultAndShowsNone() {
    McpSettings settings =
        bind(
            Map.of(
                SERVERS + "web.url", "https://mcp.example/mcp?key=canary",
                SERVERS + "web.headers", "Authorization: vault:mcp#web",
                SERVERS + "files.command", "files,canary",
                SERVERS + "files.env", "KEY=vault:mcp#files"));
    McpSettings resolved =
        settings.resolved(text -> text.startsWith("vault:") ? "canary " + text : text);
    assertThat(resolved.named().get("web").headerValues())
        .containsOnly(Map.entry("Authorization", "canary vault:mcp#web"));
    assertThat(resolved.named().get("files").variables())
        .containsOnly(Map.entry("KEY", "canary vault:mcp#files"));
    assertThat(resolved.toString()).doesNotContain("canary").contains("https://mcp.example");
  }

  @ParameterizedTest
  @CsvSource({
    "web.uri, https://h/, unknown settings",
    "my-files.command, x, must be a letter",
    "web.url, file:///etc, must begin with http",
    "web.url, https://u:canary@h/, must hold no user",
    "web.headers, 'A: b', either a url or a command",
    "web.url+web.command, https://h/, either a url or a command",
    "web.url+web.headers, no-colon, is not a name",
    "web.url+web.headers[0], 'Mcp-Session-Id: x', ",
    "files.command+files.headers[0], 'A: b', headers go with a url"
  })
  void refusesWhatCannotBeMeant(String names, String value, String reason) {
    Map<String, Object> properties = new HashMap<>();
    String[] keys = names.split("\\+");
    properties.put(
        SERVERS + keys[0], keys[0].endsWith("url") && keys.length > 1 ? "https://h/" : value);
    if (keys.length > 1) {
      properties.put(SERVERS + keys[1], value);
    }
    assertThatThrownBy(() -> bind(properties))
        .hasStackTraceContaining(reason == null ? "headers must not hold Mcp-Session-Id" : reason);
  }
}
