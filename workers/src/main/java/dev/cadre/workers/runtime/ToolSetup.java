package dev.cadre.workers.runtime;

import dev.cadre.activities.tool.CredentialStore;
import dev.cadre.activities.tool.EchoTool;
import dev.cadre.activities.tool.HttpToolSettings;
import dev.cadre.activities.tool.OAuthTokens;
import dev.cadre.activities.tool.ToolHttp;
import dev.cadre.activities.tool.ToolType;
import dev.cadre.activities.tool.ToolTypes;
import dev.cadre.activities.tool.mcp.McpServers;
import dev.cadre.activities.tool.mcp.McpSettings;
import dev.cadre.activities.tool.ocr.OcrSettings;
import dev.cadre.activities.tool.ocr.OcrTool;
import dev.cadre.activities.tool.query.QuerySettings;
import dev.cadre.activities.tool.query.QueryTool;
import dev.cadre.stores.key.KeyAccess;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.tool.Holdings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The base types of tools: every bean that is one. */
@Configuration(proxyBeanMethods = false)
class ToolSetup {

  private static final Duration STORE_WAIT = Duration.ofSeconds(10);

  @Bean
  ToolHttp toolHttp(HttpToolSettings settings) {
    return new ToolHttp(settings);
  }

  @Bean
  EchoTool echo() {
    return new EchoTool();
  }

  /** Secrets that the settings only name are read once, here. */
  @Bean
  McpServers mcpServers(McpSettings settings, ToolHttp http, KeyAccess access) {
    return new McpServers(settings.resolved(access.secrets()::resolve), http);
  }

  @Bean
  ToolType mcp(McpServers servers) {
    return servers.type();
  }

  /** Passwords that the settings only name are read once, here. */
  @Bean
  QueryTool queryTool(QuerySettings settings, KeyAccess access) {
    return new QueryTool(settings.resolved(access.secrets()::resolve));
  }

  @Bean
  OcrTool ocrTool(OcrSettings settings) {
    return new OcrTool(settings);
  }

  @Bean
  ToolTypes toolTypes(
      ToolHttp http,
      List<ToolType> types,
      CredentialStore credentials,
      OAuthTokens tokens,
      Postgres postgres) {
    return new ToolTypes(
        Stream.concat(http.types(credentials, tokens).stream(), types.stream()).toList(),
        tenant ->
            Objects.requireNonNull(Holdings.of(postgres, tenant).block(STORE_WAIT), "holdings"));
  }
}
